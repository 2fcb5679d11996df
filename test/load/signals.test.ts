import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { family } from "../../src/load/signals/family.ts";
import { footprint } from "../../src/load/signals/footprint.ts";
import { pressure } from "../../src/load/signals/pressure.ts";
import { reading } from "../../src/load/signals/reading.ts";
import { servicePid } from "../../src/load/signals/service-pid.ts";
import { swapUsed } from "../../src/load/signals/swap.ts";
import { thermal } from "../../src/load/signals/thermal.ts";

interface Case {
  readonly says: string;
  readonly stdout: readonly string[];
  readonly value?: unknown;
}

const PARSERS: Readonly<Record<string, (stdout: string) => unknown>> = {
  "service-pid": servicePid,
  family: (stdout) => family(stdout, 893),
  footprint,
  swap: swapUsed,
  pressure,
  thermal,
};

const DIRECTORY = new URL("../cases/signals/", import.meta.url);
const files = readdirSync(DIRECTORY).map((file) => file.replace(/\.json$/, ""));

test("every parser has a file of cases, and every file a parser", () => {
  expect(files.sort()).toEqual(Object.keys(PARSERS).sort());
});

describe.each(files)("%s", (file) => {
  const cases: readonly Case[] = JSON.parse(readFileSync(new URL(`${file}.json`, DIRECTORY), "utf8"));
  test.each(cases)("$says", ({ stdout, value }) => {
    expect(PARSERS[file]?.(stdout.join("\n"))).toEqual(value);
  });
});

const OUTPUT = `@@ service
system/com.espalier.ollama = {
	state = running
	pid = 893
}
@@ ps
  893     1  1024
  901   893  2048
@@ sysctl
total = 2048.00M  used = 1.00M  free = 2047.00M  (encrypted)
1
@@ thermal
com.apple.system.thermalpressurelevel 0
@@ footprint 893
    phys_footprint: 1000 B
@@ footprint 901
    phys_footprint: 5000 B
`;

describe("one reading of everything", () => {
  test("adds up the engine and its children", () => {
    const values = { rss: 3072 * 1024, footprint: 6000, swapUsed: 2 ** 20, pressure: 1, thermal: 0 };
    expect(reading(OUTPUT)).toEqual({ pids: [893, 901], values, missing: [] });
  });

  test("takes the engine's pid from the caller where no service is asked", () => {
    expect(reading(OUTPUT, 901)).toMatchObject({
      pids: [901],
      values: { rss: 2048 * 1024, footprint: 5000 },
    });
    expect(reading(OUTPUT, 77).missing).toEqual(["rss", "footprint"]);
  });

  test("has no footprint while one child's share is not known", () => {
    const { values, missing } = reading(OUTPUT.replace("    phys_footprint: 5000 B\n", ""));
    expect(values.footprint).toBeUndefined();
    expect(missing).toEqual(["footprint"]);
  });

  test("names everything as missing when nothing could be read", () => {
    expect(reading("")).toEqual({
      pids: [],
      values: {},
      missing: ["rss", "footprint", "swapUsed", "pressure", "thermal"],
    });
  });
});
