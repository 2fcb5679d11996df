import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { parseLines } from "../../../src/facts/directories.ts";
import { parseStrangers, strangersQuestion } from "../../../src/facts/preparation/strangers.ts";
import { layout } from "../../../src/model/layout.ts";
import { strangers } from "../../../src/operations/preparation/strangers.ts";
import { type Deed, renderActScript } from "../../../templates/host/act-script.ts";
import { convergedFacts, wishFor } from "../../fakes/wish.ts";

const folder = mkdtempSync(join(tmpdir(), "espalier-strangers-"));
afterAll(() => rmSync(folder, { recursive: true }));

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(folder, "root-"));
  mkdirSync(join(root, "Users/ann"), { recursive: true });
});

function file(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  chmodSync(join(root, path), mode);
}

const program = (name: string, body: string) => file(`usr/bin/${name}`, `#!/bin/sh\n${body}\n`, 0o755);

/** launchd with what is loaded in a file: `print` finds it, `bootout` takes it out, and says 3 when it is not there. */
const launchd = (loaded: readonly string[]): void => {
  file("loaded", loaded.map((line) => `${line}\n`).join(""));
  const text = join(root, "loaded");
  program(
    "launchctl",
    `grep -qx "$2" '${text}' || { [ "$1" = bootout ] && exit 3; exit 113; }
[ "$1" = print ] || { grep -vx "$2" '${text}' >'${text}.next' || :; mv '${text}.next' '${text}'; }`,
  );
};

const sh = (script: string) =>
  spawnSync("dash", ["-c", script], {
    encoding: "utf8",
    env: { PATH: `${join(root, "usr/bin")}:/usr/bin:/bin` },
  });

const seen = (): readonly string[] =>
  parseLines({ stdout: sh(strangersQuestion(layout(root)).script).stdout, exit: 0 });

/** What a plan does about what is seen. */
const deeds = (found: readonly string[]): readonly Deed[] => {
  const wish = wishFor();
  const facts = convergedFacts(wish);
  const steps = strangers(wish, { ...facts, preparation: { ...facts.preparation, strangers: found } });
  return steps.filter((step): step is Deed => step.kind === "run");
};

const act = (found: readonly string[]) => sh(renderActScript(layout(root), deeds(found)));
const uid = process.getuid?.() ?? 0;
const PLIST = "Users/ann/Library/LaunchAgents/homebrew.mxcl.ollama.plist";

test.each(["system", `gui/${uid}`, `user/${uid}`])(
  "Homebrew's job ends in %s, and its file is put aside",
  (domain) => {
    const job = `${domain}/homebrew.mxcl.ollama`;
    launchd([job, "system/com.espalier.ollama"]);
    file(PLIST, "<plist/>");
    expect(seen()).toEqual([job, join(root, PLIST)]);
    expect(act(seen()).status).toBe(0);
    expect(seen()).toEqual([]);
    expect(readFileSync(join(root, "loaded"), "utf8")).toBe("system/com.espalier.ollama\n");
    expect(existsSync(join(root, PLIST))).toBe(false);
  },
);

test("a job is seen whose file was moved away before, and ending it twice is once", () => {
  const job = "system/com.ollama.ollama";
  launchd([job]);
  expect(seen()).toEqual([job]);
  expect(act([job, job]).stdout).toBe("@@ 0 start\n@@ 0 done\n@@ 1 start\n@@ 1 done\n");
  expect(seen()).toEqual([]);
});

test("a job that does not end stops nobody's work", () => {
  program("launchctl", '[ "$1" = print ] || { echo "Boot-out failed: 150" >&2; exit 150; }');
  const ran = act(["system/homebrew.mxcl.ollama"]);
  expect(ran.stdout).toContain("strangers did not take (launchctl ended with 150): Boot-out failed: 150");
  expect(ran.status).toBe(0);
});

const APP = "Applications/Ollama.app";

/** App Management: `rename(2)` of an app is refused until it is allowed; all other perl is real. */
const guarded = (): void => {
  launchd([]);
  file(`${APP}/Ollama`, "bytes");
  program("pkill", `touch '${root}/killed'`);
  program(
    "perl",
    `case "$2 $3" in *rename*Ollama.app) [ -e '${root}/allowed' ] || { echo "rename: Operation not permitted" >&2; exit 1; } ;; esac
exec /usr/bin/perl "$@"`,
  );
};
const look = () => parseStrangers({ stdout: sh(strangersQuestion(layout(root)).script).stdout, exit: 0 });

test("an app that macOS does not let us move stops nobody's work, is told, and its programs go on", () => {
  guarded();
  expect(look()).toEqual({ strangers: [join(root, APP)], unmoved: [] });
  const ran = act([join(root, APP)]);
  expect(ran.status, ran.stderr).toBe(0);
  expect(ran.stdout).toContain(
    "strangers did not take (rename ended with 1): rename: Operation not permitted",
  );
  expect(existsSync(join(root, "killed"))).toBe(false);
  expect(look()).toEqual({ strangers: [join(root, APP)], unmoved: [join(root, APP)] });
});

test("once it is allowed it moves, its programs end, and nothing is remembered", () => {
  guarded();
  act([join(root, APP)]);
  file("allowed", "");
  expect(act([join(root, APP)]).status).toBe(0);
  expect(existsSync(join(root, "killed"))).toBe(true);
  file(`${APP}/Ollama`, "installed anew");
  expect(look()).toEqual({ strangers: [join(root, APP)], unmoved: [] });
});
