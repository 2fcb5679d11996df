import { join, resolve } from "node:path";

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
