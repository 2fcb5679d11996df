import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { parseLines } from "../../../src/facts/directories.ts";
import { parseStrangers, strangersQuestion } from "../../../src/facts/preparation/strangers.ts";
import { strangers } from "../../../src/operations/preparation/strangers.ts";
import type { Deed } from "../../../templates/host/act-script.ts";
import { convergedFacts, wishFor } from "../../fakes/wish.ts";
import { BareHost } from "./bare-host.ts";

const host = new BareHost();
beforeEach(() => mkdirSync(join(host.root, "Users/ann"), { recursive: true }));

/** launchd with what is loaded in a file: `print` finds it, `bootout` takes it out, and says 3 when it is not there. */
const launchd = (loaded: readonly string[]): void => {
  host.file("loaded", loaded.map((line) => `${line}\n`).join(""));
  const text = join(host.root, "loaded");
  host.program(
    "launchctl",
    `grep -qx "$2" '${text}' || { [ "$1" = bootout ] && exit 3; exit 113; }
[ "$1" = print ] || { grep -vx "$2" '${text}' >'${text}.next' || :; mv '${text}.next' '${text}'; }`,
  );
};

const seen = (): readonly string[] =>
  parseLines({ stdout: host.sh(strangersQuestion(host.layout).script).stdout, exit: 0 });

/** What a plan does about what is seen. */
const deeds = (found: readonly string[]): readonly Deed[] => {
  const wish = wishFor();
  const facts = convergedFacts(wish);
  const steps = strangers(wish, { ...facts, preparation: { ...facts.preparation, strangers: found } });
  return steps.filter((step): step is Deed => step.kind === "run");
};

const act = (found: readonly string[]) => host.do(...deeds(found));
const uid = process.getuid?.() ?? 0;
const PLIST = "Users/ann/Library/LaunchAgents/homebrew.mxcl.ollama.plist";

test.each(["system", `gui/${uid}`, `user/${uid}`])(
  "Homebrew's job ends in %s, and its file is put aside",
  (domain) => {
    const job = `${domain}/homebrew.mxcl.ollama`;
    launchd([job, "system/com.espalier.ollama"]);
    host.file(PLIST, "<plist/>");
    expect(seen()).toEqual([job, join(host.root, PLIST)]);
    expect(act(seen()).status).toBe(0);
    expect(seen()).toEqual([]);
    expect(readFileSync(join(host.root, "loaded"), "utf8")).toBe("system/com.espalier.ollama\n");
    expect(existsSync(join(host.root, PLIST))).toBe(false);
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
  host.program("launchctl", '[ "$1" = print ] || { echo "Boot-out failed: 150" >&2; exit 150; }');
  const ran = act(["system/homebrew.mxcl.ollama"]);
  expect(ran.stdout).toContain("strangers did not take (launchctl ended with 150): Boot-out failed: 150");
  expect(ran.status).toBe(0);
});

const APP = "Applications/Ollama.app";

/** App Management: `rename(2)` of an app is refused until it is allowed; all other perl is real. */
const guarded = (): void => {
  launchd([]);
  host.file(`${APP}/Ollama`, "bytes");
  host.program("pkill", `touch '${host.root}/killed'`);
  host.program(
    "perl",
    `case "$2 $3" in *rename*Ollama.app) [ -e '${host.root}/allowed' ] || { echo "rename: Operation not permitted" >&2; exit 1; } ;; esac
exec /usr/bin/perl "$@"`,
  );
};
const look = () => parseStrangers({ stdout: host.sh(strangersQuestion(host.layout).script).stdout, exit: 0 });

test("an app that macOS does not let us move stops nobody's work, is told, and its programs go on", () => {
  guarded();
  expect(look()).toEqual({ strangers: [join(host.root, APP)], unmoved: [] });
  const ran = act([join(host.root, APP)]);
  expect(ran.status, ran.stderr).toBe(0);
  expect(ran.stdout).toContain(
    "strangers did not take (rename ended with 1): rename: Operation not permitted",
  );
  expect(existsSync(join(host.root, "killed"))).toBe(false);
  expect(look()).toEqual({ strangers: [join(host.root, APP)], unmoved: [join(host.root, APP)] });
});

test("once it is allowed it moves, its programs end, and nothing is remembered", () => {
  guarded();
  act([join(host.root, APP)]);
  host.file("allowed", "");
  expect(act([join(host.root, APP)]).status).toBe(0);
  expect(existsSync(join(host.root, "killed"))).toBe(true);
  host.file(`${APP}/Ollama`, "installed anew");
  expect(look()).toEqual({ strangers: [join(host.root, APP)], unmoved: [] });
});
