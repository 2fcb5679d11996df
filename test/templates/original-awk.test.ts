import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { AskedAssumption } from "../../src/facts/conformance/assumption.ts";
import { ASSUMPTIONS } from "../../src/facts/conformance/assumptions.ts";
import { layout } from "../../src/model/layout.ts";

/** The awk of macOS by another name; a Mac has it by this one. `scripts/setup.sh` brings it elsewhere. */
const AWK = execFileSync("sh", ["-c", "command -v original-awk || command -v awk"], {
  encoding: "utf8",
}).trim();

const bin = mkdtempSync(join(tmpdir(), "espalier-awk-"));
afterAll(() => rmSync(bin, { recursive: true }));

const FILES = ["src", "templates"].flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join(room, path)),
);

/** Every program between single quotes after `awk` and its options, as it stands in the source. */
const PROGRAMS = FILES.flatMap((file) =>
  [
    ...readFileSync(file, "utf8").matchAll(
      /\bawk (?:-v \w+=(?:'[^']*'|"(?:\\"|[^"])*"|\S+) |-F\S+ )*'([^']*)'/g,
    ),
  ].map(([, program = ""]): [string, string] => [file, program]),
);

test("every awk that runs on a Mac is looked at", () => {
  const mentions = FILES.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/\bawk (?=['-])/g)]);
  expect(PROGRAMS).toHaveLength(mentions.length);
  expect(mentions.length).toBeGreaterThan(20);
});

test.each(PROGRAMS)("the awk of macOS takes the program in %s: %s", (_, program) => {
  expect(program, "a program that its template changes is not looked at").not.toMatch(/\$\{/);
  const { stderr, status } = spawnSync(AWK, [program], { input: "", encoding: "utf8" });
  expect([stderr, status]).toEqual(["", program.includes("exit !up") ? 1 : 0]);
});

test("the awk of macOS finds llmster, whose path may hold blanks, and its parent", () => {
  symlinkSync(AWK, join(bin, "awk"));
  const rows = [
    "  871 /bin/zsh",
    "    1 /Users/ann lee/.lmstudio/llmster/0.0.25-1/llmster",
    "1 /x/llmster-tool",
  ];
  writeFileSync(join(bin, "ps"), `#!/bin/sh\nprintf '%s\\n' '${rows.join("' '")}'\n`);
  chmodSync(join(bin, "ps"), 0o755);
  const tree = ASSUMPTIONS.find((one): one is AskedAssumption => one.id === "engines.llmster-tree");
  const script = tree?.script(layout("/")) ?? "";
  const stdout = execFileSync("sh", ["-c", script], {
    encoding: "utf8",
    env: { PATH: `${bin}:/usr/bin:/bin` },
  });
  expect(stdout).toBe("1 /Users/ann lee/.lmstudio/llmster/0.0.25-1/llmster\n");
});
