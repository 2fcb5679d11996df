import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { installPrograms } from "../../../simulator/mac/programs.ts";
import { layout } from "../../../src/model/layout.ts";
import { renderActScript } from "../../../templates/host/act-script.ts";

const folder = mkdtempSync(join(tmpdir(), "espalier-quarantine-"));
afterAll(() => rmSync(folder, { recursive: true }));

let root = "";
let engine = "";
beforeEach(() => {
  root = mkdtempSync(join(folder, "root-"));
  mkdirSync(join(root, ".mac"));
  installPrograms({ host: "mac-01", root, socket: "/nowhere" });
  engine = join(root, "opt/espalier/releases/engine/0123456789ab");
  mkdirSync(join(engine, "bin"), { recursive: true });
  writeFileSync(join(engine, "bin/engine"), "bytes");
  symlinkSync("nowhere", join(engine, "dangling"));
  sh(`xattr -w com.apple.quarantine 0081 '${engine}/bin/engine'`);
});

const sh = (script: string) =>
  spawnSync("dash", ["-c", script], {
    encoding: "utf8",
    env: { PATH: `${join(root, "usr/bin")}:/usr/bin:/bin` },
  });

const release = () => {
  const argv = ["release_quarantine", engine, "bin/engine"];
  return sh(
    renderActScript(layout(root), [{ kind: "run", operation: "test", subject: "it", why: "a test", argv }]),
  );
};

test("a link that leads nowhere keeps no program in quarantine, and twice is once", () => {
  for (const ran of [release(), release()]) expect(ran.stdout, ran.stderr).toBe("@@ 0 start\n@@ 0 done\n");
  expect(sh(`xattr '${engine}/bin/engine'`).stdout).toBe("");
});

test("a program that macOS keeps is named", () => {
  writeFileSync(join(root, "usr/bin/xattr"), '#!/bin/sh\n[ "$1" = -p ]\n');
  const ran = release();
  expect(ran.status).toBe(70);
  expect(ran.stdout).toContain("xattr ended with 1");
  expect(ran.stderr).toContain("macOS keeps");
});
