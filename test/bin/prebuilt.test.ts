import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const HERE = process.cwd();
const checkout = mkdtempSync(join(tmpdir(), "espalier-bin-"));
const cache = join(checkout, "node_modules/.cache");
const main = join(checkout, "src/cli/main.ts");

/** A checkout of its own: sources copied, packages linked one by one, so that its cache is not ours. */
beforeAll(() => {
  for (const part of ["bin", "src", "playbooks", "templates", "inventory", "package.json"])
    cpSync(join(HERE, part), join(checkout, part), { recursive: true });
  mkdirSync(join(checkout, "node_modules"));
  for (const name of readdirSync(join(HERE, "node_modules")).filter((entry) => entry !== ".cache"))
    symlinkSync(join(HERE, "node_modules", name), join(checkout, "node_modules", name));
});
afterAll(() => rmSync(checkout, { recursive: true }));

const espalier = (...argv: readonly string[]) =>
  spawnSync(process.execPath, ["bin/espalier.js", ...argv], { cwd: checkout, encoding: "utf8" });

const kept = (): readonly string[] => readdirSync(join(cache, "espalier")).sort();

function edit(from: string, to: string): void {
  const text = readFileSync(main, "utf8");
  expect(text).toContain(from);
  writeFileSync(main, text.replace(from, to));
}

test("a prebuilt program says what its sources say, and goes when they change", () => {
  const first = espalier("--help");
  expect(first).toMatchObject({ status: 0, stderr: "" });
  expect(first.stdout).toContain("declared, pinned");
  const files = kept();
  expect(files).toEqual([
    expect.stringMatching(/^espalier-[0-9a-f]{12}\.cjs$/),
    expect.stringMatching(/^espalier-[0-9a-f]{12}\.cjs\.help$/),
    "program.json",
  ]);
  expect(espalier("--help").stdout).toBe(first.stdout);
  expect(kept()).toEqual(files);
  edit("declared, pinned", "DECLARED, pinned");
  expect(espalier("--help").stdout).toBe(first.stdout.replace("declared", "DECLARED"));
  expect(kept().filter((name) => files.includes(name))).toEqual(["program.json"]);
});

test.each([
  ["a record cut short", "program.json", "{"],
  ["code that V8 did not make", "code", "x"],
])("%s costs time and nothing else", (_, which, text) => {
  espalier("--help");
  const name = which === "code" ? (kept().find((file) => file.endsWith(".help")) ?? "") : which;
  writeFileSync(join(cache, "espalier", name), text);
  expect(espalier("--help")).toMatchObject({ status: 0, stderr: "" });
  expect(readFileSync(join(cache, "espalier", name), "utf8")).not.toBe(text);
});

/** Runs that read, check and bundle: what they say must not depend on how the program was started. */
const RUNS = [["frob"], ["plan", "nowhere"], ["plan", "orchard"], ["plan", "broken"]];
const told = () =>
  RUNS.map((argv) => espalier(...argv)).map(({ status, stdout, stderr }) => ({ status, stdout, stderr }));

test("where nothing can be kept it runs from sources and says the same", () => {
  const pools = join(checkout, "inventory/pools");
  mkdirSync(pools, { recursive: true });
  const example = readFileSync(join(HERE, "inventory/example.yaml"), "utf8");
  writeFileSync(join(pools, "orchard.yaml"), example);
  writeFileSync(join(pools, "corpus.txt"), "Words that prompts are cut from.\n");
  writeFileSync(
    join(pools, "broken.yaml"),
    example
      .replace("connectTimeout: 10s", "connectTimeout: 10 parsecs")
      .replaceAll("address: ", "address: other-"),
  );
  const prebuilt = told();
  expect(prebuilt.map(({ status }) => status)).toEqual([64, 65, 65, 65]);
  expect(prebuilt[2]?.stderr).toContain("it has no lock yet");
  expect(prebuilt[3]?.stderr).toContain("10 parsecs");
  rmSync(cache, { recursive: true });
  writeFileSync(cache, "");
  expect(told()).toEqual(prebuilt);
  edit("DECLARED, pinned", "declared, PINNED");
  expect(espalier("--help").stdout).toContain("declared, PINNED");
});
