import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Failure } from "../model/failure.ts";

/** Where a controller reads and writes. All paths are absolute. */
export interface Workspace {
  /** pools/, locks/, artifacts.yaml, allowed_signers. */
  readonly inventory: string;
  /** Leases, terraform state, artifact cache. */
  readonly home: string;
  /** `<pool>/<run>/` per run. */
  readonly reports: string;
}

/** The folders in force: what a caller asks for, then `ESPALIER_*` variables that say something, then the working directory. */
export function workspace(
  environment: Readonly<Record<string, string | undefined>>,
  asked: { readonly inventory?: string | undefined } = {},
): Workspace {
  const at = (name: string, fallback: string): string => resolve(environment[name] || fallback);
  return {
    inventory:
      asked.inventory === undefined ? at("ESPALIER_INVENTORY", "inventory") : resolve(asked.inventory),
    home: at("ESPALIER_HOME", ".espalier"),
    reports: at("ESPALIER_REPORTS", "reports"),
  };
}

/** The folder of one run. */
export const runDirectory = (folders: Workspace, pool: string, run: string): string =>
  join(folders.reports, pool, run);

/** The latest run of a pool that has a report, by its name. Throws `run-missing` when there is none. */
export async function latestRun(folders: Workspace, pool: string): Promise<string> {
  const names = await readdir(join(folders.reports, pool)).catch(() => []);
  const latest = names
    .filter((name) => /^\d{8}-\d{6}-/.test(name))
    .sort()
    .at(-1);
  if (latest !== undefined) return latest;
  throw new Failure({
    code: "run-missing",
    subject: join(folders.reports, pool),
    saw: "there is no run with a report in it",
    hint: `deploy ${pool} first, or name the run`,
  });
}
