import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAccount } from "../../src/facts/account.ts";
import { parseDisk } from "../../src/facts/disk.ts";
import { parseResident, parseVersion } from "../../src/facts/engine.ts";
import type { Answer } from "../../src/facts/fact.ts";
import { parseHardware } from "../../src/facts/hardware.ts";
import { parseService } from "../../src/facts/launchd.ts";
import { parseBlobs } from "../../src/facts/models.ts";
import { parseOs } from "../../src/facts/os.ts";
import { parsePages } from "../../src/facts/pages.ts";
import { parseDrained, parseLinks, parseReleaseLinks, parseUnpacked } from "../../src/facts/releases.ts";
import { parseSums } from "../../src/facts/sums.ts";
import { layout } from "../../src/model/layout.ts";

interface Case {
  readonly sentence: string;
  readonly answer: Answer;
  readonly label?: string;
  readonly value: unknown;
}

const PARSERS: Readonly<Record<string, (item: Case) => unknown>> = {
  account: ({ answer }) => parseAccount(answer),
  blobs: ({ answer }) => parseBlobs(answer),
  disk: ({ answer }) => parseDisk(answer),
  drained: ({ answer }) => parseDrained(answer),
  hardware: ({ answer }) => parseHardware(answer),
  launchd: ({ answer, label }) => parseService(label ?? "", answer),
  links: ({ answer }) => parseLinks(answer),
  "release-links": ({ answer }) => parseReleaseLinks(answer),
  os: ({ answer }) => parseOs(answer),
  pages: ({ answer, label }) => parsePages(answer)(label ?? ""),
  resident: ({ answer }) => parseResident(answer),
  sums: ({ answer }) => parseSums(answer, layout("/"), "9f2b6e0c41d7"),
  unpacked: ({ answer }) => parseUnpacked(answer),
  version: ({ answer }) => parseVersion(answer),
};

const ROOT = join(import.meta.dirname, "../cases/facts");

it("has cases for every parser and a parser for every case", () => {
  expect(readdirSync(ROOT).sort()).toEqual(Object.keys(PARSERS).sort());
});

describe.each(Object.keys(PARSERS))("fact %s", (fact) => {
  const cases = readdirSync(join(ROOT, fact)).map(
    (file) => JSON.parse(readFileSync(join(ROOT, fact, file), "utf8")) as Case,
  );
  it.each(cases)("$sentence", (item) => {
    expect(PARSERS[fact]?.(item) ?? null).toEqual(item.value);
  });
});
