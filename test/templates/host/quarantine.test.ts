import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { installPrograms } from "../../../simulator/mac/programs.ts";
import { BareHost } from "./bare-host.ts";

const host = new BareHost();
let engine = "";
beforeEach(() => {
  mkdirSync(join(host.root, ".mac"));
  installPrograms({ host: "mac-01", root: host.root, socket: "/nowhere" });
  engine = join(host.root, "opt/espalier/releases/engine/0123456789ab");
  host.file("opt/espalier/releases/engine/0123456789ab/bin/engine", "bytes");
  symlinkSync("nowhere", join(engine, "dangling"));
  host.sh(`xattr -w com.apple.quarantine 0081 '${engine}/bin/engine'`);
});

const release = () => host.act("release_quarantine", engine, "bin/engine");

test("a link that leads nowhere keeps no program in quarantine, and twice is once", () => {
  for (const ran of [release(), release()]) expect(ran.stdout, ran.stderr).toBe("@@ 0 start\n@@ 0 done\n");
  expect(host.sh(`xattr '${engine}/bin/engine'`).stdout).toBe("");
});

test("a program that macOS keeps is named", () => {
  host.program("xattr", '[ "$1" = -p ]');
  const ran = release();
  expect(ran.status).toBe(70);
  expect(ran.stdout).toContain("xattr ended with 1");
  expect(ran.stderr).toContain("macOS keeps");
});
