import { spawnSync } from "node:child_process";
import {
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { layout } from "../../../src/model/layout.ts";
import { type Deed, renderActScript } from "../../../templates/host/act-script.ts";

const folder = mkdtempSync(join(tmpdir(), "espalier-planted-"));
afterAll(() => rmSync(folder, { recursive: true }));

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(folder, "root-"));
  writeFileSync(join(root, "victim"), "mine");
});

const words = { operation: "test", subject: "it", why: "a test asks for it" };
const run = (...argv: string[]): Deed => ({ kind: "run", ...words, argv });

type Case = readonly [what: string, at: string, deed: () => Deed, written: string];

const CASES: readonly Case[] = [
  [
    "a file of a release",
    "file.next",
    () => ({ kind: "put", ...words, path: `${root}/file`, mode: "0600", text: "new\n" }),
    "file",
  ],
  [
    "doors that close",
    "opt/espalier/state/drain.map.next",
    () => run("close_doors"),
    "opt/espalier/state/drain.map",
  ],
  [
    "doors that open",
    "opt/espalier/state/drain.map.next",
    () => run("undrain"),
    "opt/espalier/state/drain.map",
  ],
  [
    "the word that holds a host",
    "opt/espalier/state/held.next",
    () => run("hold", "us"),
    "opt/espalier/state/held",
  ],
  ["a tag of a model", "tag.next", () => run("install_manifest", `${root}/manifest`, `${root}/tag`), "tag"],
  ["a key", "tls/key.next", () => run("make_key", `${root}/tls/key.next`), "tls/key.next"],
];

describe("a link in the place where root is about to write is not followed", () => {
  const lay = (at: string, victim: string): void => {
    mkdirSync(dirname(join(root, at)), { recursive: true });
    writeFileSync(join(root, "manifest"), "{}");
    symlinkSync(join(root, victim), join(root, at));
  };

  test.each(CASES)("%s, to a file that is there", (_, at, deed, written) => {
    lay(at, "victim");
    const ran = spawnSync("dash", ["-c", renderActScript(layout(root), [deed()])], { encoding: "utf8" });
    expect(ran.status, ran.stderr).toBe(0);
    expect(readFileSync(join(root, "victim"), "utf8")).toBe("mine");
    expect(lstatSync(join(root, written)).isFile()).toBe(true);
  });

  test.each(CASES)("%s, to a file that is not there", (_, at, deed, written) => {
    lay(at, "absent");
    expect(spawnSync("dash", ["-c", renderActScript(layout(root), [deed()])]).status).toBe(0);
    expect(existsSync(join(root, "absent"))).toBe(false);
    expect(lstatSync(join(root, written)).isFile()).toBe(true);
  });
});

test("a link that another account laid in the place of a directory is no directory of ours", () => {
  const elsewhere = join(root, "elsewhere");
  const archive = join(root, "archive");
  mkdirSync(elsewhere, { mode: 0o700 });
  symlinkSync(elsewhere, archive);
  if (process.getuid?.() === 0) lchownSync(archive, 12_345, 12_345);
  mkdirSync(join(root, "usr/sbin"), { recursive: true });
  writeFileSync(join(root, "usr/sbin/chown"), "#!/bin/sh\n", { mode: 0o755 });
  const deed = run("ensure_directory", archive, "root:wheel", "0755");
  expect(spawnSync("dash", ["-c", renderActScript(layout(root), [deed])]).status).toBe(0);
  expect([lstatSync(archive).isDirectory(), lstatSync(elsewhere).mode & 0o777]).toEqual([true, 0o700]);
});
