import {
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { Deed } from "../../../templates/host/act-script.ts";
import { BareHost, deedOf, words } from "./bare-host.ts";

const host = new BareHost();
beforeEach(() => host.file("victim", "mine"));

const run = (...argv: string[]): Deed => deedOf(argv);

type Case = readonly [what: string, at: string, deed: () => Deed, written: string];

const CASES: readonly Case[] = [
  [
    "a file of a release",
    "file.next",
    () => ({ ...words, kind: "put", path: `${host.root}/file`, mode: "0600", text: "new\n" }),
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
  [
    "a tag of a model",
    "tag.next",
    () => run("install_manifest", `${host.root}/manifest`, `${host.root}/tag`),
    "tag",
  ],
  ["a key", "tls/key.next", () => run("make_key", `${host.root}/tls/key.next`), "tls/key.next"],
];

describe("a link in the place where root is about to write is not followed", () => {
  const lay = (at: string, victim: string): void => {
    mkdirSync(dirname(join(host.root, at)), { recursive: true });
    writeFileSync(join(host.root, "manifest"), "{}");
    symlinkSync(join(host.root, victim), join(host.root, at));
  };

  test.each(CASES)("%s, to a file that is there", (_, at, deed, written) => {
    lay(at, "victim");
    const ran = host.do(deed());
    expect(ran.status, ran.stderr).toBe(0);
    expect(readFileSync(join(host.root, "victim"), "utf8")).toBe("mine");
    expect(lstatSync(join(host.root, written)).isFile()).toBe(true);
  });

  test.each(CASES)("%s, to a file that is not there", (_, at, deed, written) => {
    lay(at, "absent");
    expect(host.do(deed()).status).toBe(0);
    expect(existsSync(join(host.root, "absent"))).toBe(false);
    expect(lstatSync(join(host.root, written)).isFile()).toBe(true);
  });
});

test("a link that another account laid in the place of a directory is no directory of ours", () => {
  const elsewhere = join(host.root, "elsewhere");
  const archive = join(host.root, "archive");
  mkdirSync(elsewhere, { mode: 0o700 });
  symlinkSync(elsewhere, archive);
  if (process.getuid?.() === 0) lchownSync(archive, 12_345, 12_345);
  host.file("usr/sbin/chown", "#!/bin/sh\n", 0o755);
  expect(host.act("ensure_directory", archive, "root:wheel", "0755").status).toBe(0);
  expect([lstatSync(archive).isDirectory(), lstatSync(elsewhere).mode & 0o777]).toEqual([true, 0o700]);
});
