import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAccount } from "../../src/facts/account.ts";
import { parseAdmitted } from "../../src/facts/admission.ts";
import { parseCertificate } from "../../src/facts/certificate.ts";
import { parseDisk } from "../../src/facts/disk.ts";
import { parseAlias, parseBuild, parseProps } from "../../src/facts/engines/llama-server.ts";
import { parseIdentifiers, parseInstances } from "../../src/facts/engines/lm-studio.ts";
import { parseOnGpu, parseResident, parseRunning, parseVersion } from "../../src/facts/engines/ollama.ts";
import type { Answer } from "../../src/facts/fact.ts";
import { parseGpuMemory, parseHardware } from "../../src/facts/hardware.ts";
import { parseHoldings } from "../../src/facts/holdings.ts";
import { parseKeyUses } from "../../src/facts/key-uses.ts";
import { parseLanes } from "../../src/facts/lanes.ts";
import { parseService } from "../../src/facts/launchd.ts";
import { parseBlobs, parseRot } from "../../src/facts/models.ts";
import { parseOffers } from "../../src/facts/offers.ts";
import { parseSerial, parseServerConfig } from "../../src/facts/ollama-slots.ts";
import { parseOs } from "../../src/facts/os.ts";
import { parsePages } from "../../src/facts/pages.ts";
import { parseBackups } from "../../src/facts/preparation/backups.ts";
import { parseFileVault } from "../../src/facts/preparation/file-vault.ts";
import { parseFirewall } from "../../src/facts/preparation/firewall.ts";
import { parseDisabled, parseJobs } from "../../src/facts/preparation/jobs.ts";
import { parsePower } from "../../src/facts/preparation/power.ts";
import { parseSpotlight } from "../../src/facts/preparation/spotlight.ts";
import { parseStrangers } from "../../src/facts/preparation/strangers.ts";
import { parseManaged, parseUpdates } from "../../src/facts/preparation/updates.ts";
import { parsePrograms } from "../../src/facts/programs.ts";
import {
  parseDrained,
  parseLinks,
  parseMarks,
  parseReleaseLinks,
  parseUnpacked,
  parseUnpackedNames,
} from "../../src/facts/releases.ts";
import { parseSums } from "../../src/facts/sums.ts";
import { layout } from "../../src/model/layout.ts";

interface Case {
  readonly sentence: string;
  readonly answer: Answer;
  readonly label?: string;
  /** Of `holdings`: the second answer. */
  readonly pins?: Answer;
  readonly value: unknown;
}

const PARSERS: Readonly<Record<string, (item: Case) => unknown>> = {
  "file-vault": ({ answer }) => parseFileVault(answer),
  "gpu-memory": ({ answer }) => parseGpuMemory(answer),
  account: ({ answer }) => parseAccount(answer),
  admitted: ({ answer }) => parseAdmitted(answer),
  backups: ({ answer }) => parseBackups(answer),
  blobs: ({ answer }) => parseBlobs(answer),
  certificate: ({ answer }) => parseCertificate(answer),
  disabled: ({ answer }) => parseDisabled(answer),
  disk: ({ answer }) => parseDisk(answer),
  drained: ({ answer }) => parseDrained(answer),
  firewall: ({ answer }) => parseFirewall(answer),
  hardware: ({ answer }) => parseHardware(answer),
  holdings: ({ answer, pins }) => parseHoldings(answer, pins ?? answer, layout("/")),
  jobs: ({ answer }) => parseJobs(answer),
  "key-uses": ({ answer }) => parseKeyUses(answer),
  lanes: ({ answer }) => parseLanes(answer),
  launchd: ({ answer, label }) => parseService(label ?? "", answer),
  links: ({ answer }) => parseLinks(answer),
  managed: ({ answer }) => parseManaged(answer),
  marks: ({ answer }) => parseMarks(answer, layout("/")),
  "loaded-llama-server": ({ answer }) => parseAlias(answer),
  "loaded-lm-studio": ({ answer }) => parseIdentifiers(answer),
  "loaded-ollama": ({ answer }) => parseRunning(answer),
  "release-links": ({ answer }) => parseReleaseLinks(answer),
  os: ({ answer }) => parseOs(answer),
  pages: ({ answer, label }) => parsePages(answer)(label ?? ""),
  offers: ({ answer }) => parseOffers(answer),
  power: ({ answer }) => parsePower(answer),
  resident: ({ answer }) => parseResident(answer),
  rot: ({ answer }) => parseRot(answer),
  "on-gpu": ({ answer }) => parseOnGpu(answer),
  "slots-ollama": ({ answer }) => parseServerConfig(answer),
  "slots-serial": ({ answer }) => parseSerial(answer),
  "slots-instances": ({ answer }) => parseInstances(answer),
  "slots-props": ({ answer }) => parseProps(answer),
  programs: ({ answer }) => parsePrograms(answer),
  spotlight: ({ answer }) => parseSpotlight(answer),
  strangers: ({ answer }) => parseStrangers(answer),
  sums: ({ answer }) => {
    const { all: _, ...sums } = parseSums(answer, layout("/"), "9f2b6e0c41d7");
    return sums;
  },
  loose: ({ answer }) => parseUnpackedNames(answer),
  unpacked: ({ answer }) => parseUnpacked(answer),
  updates: ({ answer }) => parseUpdates(answer),
  build: ({ answer }) => parseBuild(answer),
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
