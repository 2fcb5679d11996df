import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { footprintQuestion, parseFootprint } from "../../src/facts/footprints.ts";
import { layout } from "../../src/model/layout.ts";

const told = (pid: number, bytes: number, peak?: number): string =>
  [
    "======================================================================",
    `zsh [${pid}]: 64-bit    Footprint: ${bytes} B (16384 bytes per page)`,
    "======================================================================",
    "Auxiliary data:",
    `    phys_footprint: ${bytes} B`,
    ...(peak === undefined ? [] : [`    phys_footprint_peak: ${peak} B`]),
  ].join("\n");

test.each([
  ["one program at its peak", told(1, 100, 300), 300],
  ["a program and its child", `${told(1, 100, 300)}\n${told(2, 50, 60)}`, 360],
  ["a macOS that tells no peak", told(1, 100), 100],
  ["one that could not be read among others", `${told(1, 100, 300)}\nunread`, undefined],
  ["no program", "", undefined],
])("%s", (_, stdout, wanted) => {
  expect(parseFootprint({ stdout, exit: 0 })).toBe(wanted);
});

let bin: string;
beforeAll(() => {
  bin = mkdtempSync("/tmp/espalier-footprint-");
  const programs = {
    launchctl: `[ "$2" = system/com.espalier.ollama ] || exit 113; printf 'x = {\\n\\tstate = running\\n\\tpid = 10\\n\\tb = {\\n\\t\\tpid = 99\\n\\t}\\n}\\n'`,
    ps: "printf '1 0 /sbin/launchd\\n10 1 /opt/ollama serve\\n11 10 llama-server\\n12 11 worker\\n20 1 /opt/espalier/state/studio/.lmstudio/llmster/llmster\\n21 20 node\\n30 1 other\\n'; printf '40 1 sudo sh -c in /opt/espalier/state/studio/.lmstudio/\\n%s 40 sh -c in /opt/espalier/state/studio/.lmstudio/\\n41 %s awk home=/opt/espalier/state/studio/.lmstudio/\\n' \"$SELF\" \"$SELF\"",
    footprint: `printf 'Auxiliary data:\\n    phys_footprint: 1 B\\n    phys_footprint_peak: %s B\\n' "$2"`,
    kill: "exit 0",
  };
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
});
afterAll(() => rmSync(bin, { recursive: true, force: true }));

/** The question as a host answers it; every program is there, whatever its pid, and so are the shells that ask. */
const asked = (engine: string): number | undefined => {
  const script = `export SELF=$$; kill() { return 0; }\n${footprintQuestion(layout("/"), engine).script}`;
  const env = { ...process.env, PATH: `${bin}:/usr/bin:/bin` };
  return parseFootprint({ stdout: execFileSync("sh", ["-c", script], { env, encoding: "utf8" }), exit: 0 });
};

test("a job counts with all that it has started", () => {
  expect(asked("ollama")).toBe(10 + 11 + 12);
});

test("LM Studio's service counts, which has left its wrapper, with all that it has started", () => {
  expect(asked("studio")).toBe(20 + 21);
});

test("an engine that does not run has none", () => {
  expect(asked("coder")).toBeUndefined();
});
