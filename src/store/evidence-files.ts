import { join } from "node:path";
import { readText } from "./text-file.ts";

/** The raw texts of one climb. */
export interface EvidenceTexts {
  readonly samplesCsv: string;
  readonly signalsCsv: string;
  readonly climbJson: string;
  /** When each chunk came; what was climbed by an older ladder has none. */
  readonly chunksCsv?: string;
}

/** `hosts/<host>` below the folder of a run. */
export const hostFolder = (runFolder: string, host: string): string => join(runFolder, "hosts", host);

/** The names of the texts that a verdict stands on. */
export const EVIDENCE_FILES = ["climb.json", "samples.csv", "signals.csv"] as const;

/** The raw texts of a host, or `undefined` when one of them is not there. */
export async function readEvidence(runFolder: string, host: string): Promise<EvidenceTexts | undefined> {
  const folder = hostFolder(runFolder, host);
  const climbJson = await readText(join(folder, "climb.json"));
  const samplesCsv = await readText(join(folder, "samples.csv"));
  const signalsCsv = await readText(join(folder, "signals.csv"));
  if (climbJson === undefined || samplesCsv === undefined || signalsCsv === undefined) return undefined;
  const chunksCsv = await readText(join(folder, "chunks.csv"));
  return { climbJson, samplesCsv, signalsCsv, ...(chunksCsv !== undefined && { chunksCsv }) };
}
