import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { digestOf } from "../model/digest.ts";
import type { HostResult } from "../model/gate.ts";
import { EVIDENCE_FILES, type EvidenceTexts, readEvidence } from "./evidence-files.ts";

/**
 * The evidence of a host that this run found proven: in the folders of earlier runs of the pool, by digest, the newest
 * first. `undefined` when no run on this controller holds it.
 */
export async function earlierEvidence(
  runFolder: string,
  host: HostResult,
): Promise<EvidenceTexts | undefined> {
  if (EVIDENCE_FILES.some((name) => host.evidence[name] === undefined)) return undefined;
  const runs = await readdir(dirname(runFolder)).catch(() => []);
  const newestFirst = runs.filter((name) => name !== basename(runFolder)).sort((a, b) => (a > b ? -1 : 1));
  for (const run of newestFirst) {
    const texts = await matching(join(dirname(runFolder), run), host);
    if (texts !== undefined) return texts;
  }
  return undefined;
}

async function matching(
  runFolder: string,
  { host, evidence }: HostResult,
): Promise<EvidenceTexts | undefined> {
  const texts = await readEvidence(runFolder, host);
  if (texts === undefined) return undefined;
  const { climbJson, samplesCsv, signalsCsv } = texts;
  const found = [climbJson, samplesCsv, signalsCsv].map(digestOf);
  return EVIDENCE_FILES.every((name, at) => evidence[name] === found[at]) ? texts : undefined;
}
