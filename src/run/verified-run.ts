import { join } from "node:path";
import type { VerifiedRun } from "../model/audit.ts";
import type { RunResult } from "../model/run-result.ts";
import { runFiles } from "../store/run-files.ts";

/** Which run the report of a folder tells of, and what lies there that its signature does not cover. */
export async function verifiedRun(runFolder: string, result: RunResult): Promise<VerifiedRun> {
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
