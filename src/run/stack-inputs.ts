import { poolRenames, type Rename } from "../inventory/renames.ts";
import type { Pool } from "../model/pool.ts";
import type { HostSpec } from "../model/spec.ts";
import { poolNames } from "../store/inventory.ts";
import { workspace } from "../store/workspace.ts";
import { openFittingStage } from "./stage.ts";

/** What one stack is made from. */
export interface StackInput {
  readonly pool: Pool;
  readonly specs: readonly HostSpec[];
  readonly gateways: readonly HostSpec[];
  /** What state has to call otherwise, in this order. */
  readonly renames: readonly Rename[];
  readonly waves: readonly { readonly name: string; readonly hosts: readonly string[] }[];
}

/** Every pool of the inventory, or the one that is named, with the specs of its hosts. Throws like `openFittingStage`. */
export async function loadStackInputs(options: {
  readonly inventory: string;
  readonly pool?: string;
}): Promise<readonly StackInput[]> {
  const folders = workspace(process.env, { inventory: options.inventory });
  const names = options.pool === undefined ? await poolNames(folders.inventory) : [options.pool];
  const stages = await Promise.all(names.map((name) => openFittingStage(folders, name)));
  return stages.map(({ pool, lock, specs, waves, gateways }) => ({
    pool,
    renames: poolRenames(pool, lock),
    specs,
    gateways: gateways.map(({ spec }) => spec),
    waves: waves.map(({ name, hosts }) => ({ name, hosts: hosts.map(({ id }) => id) })),
  }));
}
