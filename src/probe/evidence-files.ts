import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sampleLine, samplesHeader } from "../load/samples-csv.ts";
import { signalLine, signalsHeader } from "../load/signals-csv.ts";
import type { Climb, Sample, Signal } from "../model/sample.ts";

/** The three files of a climb, written line by line, so that a climb that was cut off leaves what it saw. */
export interface EvidenceFiles {
  readonly sample: (sample: Sample) => void;
  readonly signal: (signal: Signal) => void;
  readonly head: (head: Omit<Climb, "samples" | "signals" | "returned">) => void;
}

/** Opens new files in `directory`; older ones of the same name are overwritten. */
export function evidenceFiles(directory: string): EvidenceFiles {
  mkdirSync(directory, { recursive: true });
  const [samples, signals, climb] = ["samples.csv", "signals.csv", "climb.json"].map((name) =>
    join(directory, name),
  ) as [string, string, string];
  writeFileSync(samples, samplesHeader);
  writeFileSync(signals, signalsHeader);
  return {
    sample: (sample) => appendFileSync(samples, sampleLine(sample)),
    signal: (signal) => appendFileSync(signals, signalLine(signal)),
    head: (head) => writeFileSync(climb, `${JSON.stringify(head, undefined, 2)}\n`),
  };
}

/** The text of a file. */
export const fileText = (path: string): string => readFileSync(path, "utf8");

/** `sha256:<hex>` of a file. */
export const fileRevision = (path: string): string =>
  `sha256:${createHash("sha256").update(readFileSync(path)).digest("hex")}`;
