import { relative } from "node:path";
import type { HostResult } from "../model/run-result.ts";
import { writeWhole } from "../store/text-file.ts";

/** What a stack copies into its state: the outputs of one host, readable without any report file. */
export const writeRecord = (path: string, result: HostResult, runFolder: string): Promise<void> =>
  writeWhole(
    path,
    `${JSON.stringify(
      {
        host: result.host,
        verdict: result.gate.verdict,
        spec: result.release.wanted,
        ladderRevision: result.ladderRevision,
        report: `${relative(process.cwd(), runFolder)}/index.html`,
      },
      null,
      2,
    )}\n`,
  );
