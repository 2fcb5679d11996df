import { join } from "node:path";
import type { VerifiedRun } from "../model/audit.ts";
import type { RunResult } from "../model/gate.ts";
import { readRun } from "../store/evidence.ts";
import { runFiles } from "../store/run-files.ts";

/** Which run a folder holds, and what lies in it that its signature does not cover; `undefined` where it holds no report. */
export async function verifiedRun(runFolder: string): Promise<VerifiedRun | undefined> {
  const result = await readRun(runFolder).catch(() => undefined);
  if (result === undefined) return undefined;
  const { pool, run, endedAt, verdict } = result;
  // One that cannot be read to its end has failed its checks by then, and covers nothing.
  const files = await uncovered(runFolder, result).catch(() => []);
  return { pool, run, endedAt, verdict, uncovered: files };
}

/** The files, by path, whose digests are not in what is signed. */
async function uncovered(runFolder: string, result: RunResult): Promise<readonly string[]> {
  const covered = new Set(coveredBy(result));
  return (await runFiles(runFolder)).filter((file) => !covered.has(file));
}

const coveredBy = ({ pages = {}, hosts }: RunResult): readonly string[] => [
  "result.json",
  "result.json.sig",
  ...Object.keys(pages),
  ...hosts.flatMap(({ host, evidence }) =>
    ["result.json", ...Object.keys(evidence)].map((file) => join("hosts", host, file)),
  ),
];
