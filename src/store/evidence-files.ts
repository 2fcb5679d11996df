import { join } from "node:path";
import { readText } from "./text-file.ts";

/** The raw texts of one climb. */
export interface EvidenceTexts {
  readonly samplesCsv: string;
  readonly signalsCsv: string;
  readonly climbJson: string;
}

/** `hosts/<host>` below the folder of a run. */
export const hostFolder = (runFolder: string, host: string): string => join(runFolder, "hosts", host);

/** The names of the three texts on disk. */
export const EVIDENCE_FILES = ["climb.json", "samples.csv", "signals.csv"] as const;

/** The raw texts of a host, or `undefined` when one of them is not there. */
export async function readEvidence(runFolder: string, host: string): Promise<EvidenceTexts | undefined> {
  const folder = hostFolder(runFolder, host);
  const climbJson = await readText(join(folder, "climb.json"));
  const samplesCsv = await readText(join(folder, "samples.csv"));
  const signalsCsv = await readText(join(folder, "signals.csv"));
  if (climbJson === undefined || samplesCsv === undefined || signalsCsv === undefined) return undefined;
  return { climbJson, samplesCsv, signalsCsv };
}
