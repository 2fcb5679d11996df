import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chunkLine, chunksHeader } from "../load/chunks-csv.ts";
import { sampleLine, samplesHeader } from "../load/samples-csv.ts";
import { signalLine, signalsHeader } from "../load/signals-csv.ts";
import type { Climb } from "../model/climb.ts";
import { sentence } from "../model/failure.ts";
import type { ChunkTimes, Sample } from "../model/sample.ts";
import type { Signal } from "../model/signal.ts";

/** The files of a climb, written line by line, so that a climb that was cut off leaves what it saw. */
export interface EvidenceFiles {
  readonly sample: (sample: Sample) => void;
  readonly chunks: (chunks: ChunkTimes) => void;
  readonly signal: (signal: Signal) => void;
  readonly head: (head: Omit<Climb, "samples" | "signals" | "returned">) => void;
  /** Called once, when a file can be written no more: without all of its evidence a climb proves nothing. */
  readonly onLoss: (hear: (loss: Error) => void) => void;
  readonly loss: () => Error | undefined;
}

/** Opens new files in `directory`; older ones of the same name are overwritten. What cannot be written later is told, not thrown. */
export function evidenceFiles(directory: string): EvidenceFiles {
  mkdirSync(directory, { recursive: true });
  let lost: Error | undefined;
  let tell: (loss: Error) => void = () => undefined;
  const attempt = (path: string, write: () => void): void => {
    try {
      write();
    } catch (error) {
      if (lost !== undefined) return;
      lost = unwritten(path, error);
      tell(lost);
    }
  };
  const lines = (name: string, header: string): ((line: string) => void) => {
    const path = join(directory, name);
    try {
      writeFileSync(path, header);
    } catch (error) {
      throw unwritten(path, error);
    }
    return (line) => attempt(path, () => appendFileSync(path, line));
  };
  const samples = lines("samples.csv", samplesHeader);
  const chunks = lines("chunks.csv", chunksHeader);
  const signals = lines("signals.csv", signalsHeader);
  return {
    sample: (sample) => samples(sampleLine(sample)),
    chunks: (times) => chunks(chunkLine(times)),
    signal: (signal) => signals(signalLine(signal)),
    head: (head) => {
      const path = join(directory, "climb.json");
      attempt(path, () => writeFileSync(path, `${JSON.stringify(head, undefined, 2)}\n`));
    },
    onLoss: (hear) => {
      tell = hear;
    },
    loss: () => lost,
  };
}

const unwritten = (path: string, cause: unknown): Error =>
  new Error(`${path} cannot be written (${sentence(cause)})`, { cause });

/** The text of a file. */
export const fileText = (path: string): string => readFileSync(path, "utf8");

/** `sha256:<hex>` of a file. */
export const fileRevision = (path: string): string =>
  `sha256:${createHash("sha256").update(readFileSync(path)).digest("hex")}`;
