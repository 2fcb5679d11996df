import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { climbFromEvidence } from "../load/evidence.ts";
import type { Climb } from "../model/climb.ts";
import { digestOf } from "../model/digest.ts";
import { Failure } from "../model/failure.ts";
import type { HostResult, RunResult } from "../model/run-result.ts";
import { histogramLog } from "../report/histogram-log.ts";
import { renderHtml } from "../report/html/page.ts";
import { renderMarkdown } from "../report/text/markdown.ts";
import { type EVIDENCE_FILES, type EvidenceTexts, hostFolder, readEvidence } from "./evidence-files.ts";
import { readText, writeWhole } from "./text-file.ts";

/** JSON as it lies on disk: for people, too. */
const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** `result.json` of one host. */
export const hostText = (result: HostResult): string => jsonText(result);

const files = ({
  samplesCsv,
  signalsCsv,
  climbJson,
  chunksCsv,
}: EvidenceTexts): Readonly<Record<(typeof EVIDENCE_FILES)[number], string>> => ({
  "climb.json": climbJson,
  "samples.csv": samplesCsv,
  "signals.csv": signalsCsv,
  ...(chunksCsv !== undefined && { "chunks.csv": chunksCsv }),
});

/** Keeps what one host brought home, the result last: where it stands, the evidence stands. Returns it with digests. */
export async function writeHostEvidence(
  runFolder: string,
  result: HostResult,
  texts: EvidenceTexts | undefined,
): Promise<HostResult> {
  const folder = hostFolder(runFolder, result.host);
  const written = Object.entries(texts === undefined ? {} : files(texts));
  for (const [name, text] of written) await writeWhole(join(folder, name), text);
  const digests = Object.fromEntries(written.map(([name, text]) => [name, digestOf(text)]));
  const whole = { ...result, evidence: { ...result.evidence, ...digests } };
  await writeWhole(join(folder, "result.json"), hostText(whole));
  return whole;
}

/** The climb that raw texts tell of. Throws `Failure` `evidence-malformed`. */
export const climbOf = ({ climbJson, samplesCsv, signalsCsv }: EvidenceTexts): Climb =>
  climbFromEvidence({ climb: climbJson, samples: samplesCsv, signals: signalsCsv });

const byName = (a: string, b: string): number => (a < b ? -1 : 1);

/** The results of all hosts that this run touched so far, by name. */
export async function readHostResults(runFolder: string): Promise<readonly HostResult[]> {
  const names = await readdir(join(runFolder, "hosts")).catch(() => []);
  const texts = await Promise.all(
    names.sort(byName).map((name) => readText(join(runFolder, "hosts", name, "result.json"))),
  );
  return texts.flatMap((text) => (text === undefined ? [] : [JSON.parse(text) as HostResult]));
}

/** The samples of all hosts under one header. */
function joined(texts: readonly EvidenceTexts[]): string {
  const [first] = texts;
  if (first === undefined) return "";
  const header = first.samplesCsv.slice(0, first.samplesCsv.indexOf("\n") + 1);
  return header + texts.map(({ samplesCsv }) => samplesCsv.slice(samplesCsv.indexOf("\n") + 1)).join("");
}

/** Evidence by host. */
async function gathered(runFolder: string, result: RunResult): Promise<ReadonlyMap<string, EvidenceTexts>> {
  const found = new Map<string, EvidenceTexts>();
  for (const host of result.hosts) {
    const texts = await readEvidence(runFolder, host.host);
    if (texts !== undefined) found.set(host.host, texts);
  }
  return found;
}

/**
 * Writes the gate report of a run: pages and joined samples first, `result.json` with their digests last. Returns what
 * was written, which is what is signed.
 */
export async function composeRun(runFolder: string, result: RunResult): Promise<RunResult> {
  for (const host of result.hosts)
    await writeWhole(join(hostFolder(runFolder, host.host), "result.json"), hostText(host));
  const evidence = await gathered(runFolder, result);
  const climbs = new Map([...evidence].map(([host, texts]) => [host, climbOf(texts)]));
  const pages = {
    "index.html": renderHtml(result, climbs),
    "report.md": renderMarkdown(result),
    "samples.csv": joined([...evidence.values()]),
    "histograms.hlog": histogramLog([...climbs.values()]),
  };
  for (const [name, text] of Object.entries(pages)) await writeWhole(join(runFolder, name), text);
  const digests = Object.fromEntries(Object.entries(pages).map(([name, text]) => [name, digestOf(text)]));
  const signed = { ...result, pages: digests };
  await writeWhole(join(runFolder, "result.json"), jsonText(signed));
  return signed;
}

/** The gate report in a folder. Throws `Failure` `report-unreadable` when there is none. */
export async function readRun(runFolder: string): Promise<RunResult> {
  const path = join(runFolder, "result.json");
  const text = await readText(path);
  const value = text === undefined ? undefined : parsed(text);
  if (isRunResult(value)) return value;
  throw new Failure({
    code: "report-unreadable",
    subject: path,
    saw:
      text === undefined ? "there is no such file" : "it is no gate report of format espalier-gate-report/1",
    hint: "name the folder of a run, reports/<pool>/<run>",
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRunResult = (value: unknown): value is RunResult =>
  typeof value === "object" &&
  value !== null &&
  "format" in value &&
  value.format === "espalier-gate-report/1" &&
  "hosts" in value &&
  Array.isArray(value.hosts) &&
  "rules" in value &&
  Array.isArray(value.rules);
