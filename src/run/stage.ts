import { readCatalogue } from "../inventory/catalogue.ts";
import { lockDifferences } from "../inventory/lock-differences.ts";
import { readPool } from "../inventory/pool.ts";
import { accepted } from "../inventory/problem.ts";
import type { Digest } from "../model/digest.ts";
import { EXIT, Failure } from "../model/failure.ts";
import { layout } from "../model/layout.ts";
import type { Lock, PinChange } from "../model/lock.ts";
import type { Catalogue, Host, Pool } from "../model/pool.ts";
import type { HostSpec } from "../model/spec.ts";
import { gatewaySources, gatewaySpec } from "../operations/gateway/spec.ts";
import type { GatewaySource } from "../operations/gateway/wish.ts";
import { poolMemory, refuseOverCommit } from "../operations/memory-plan.ts";
import { poolSpecs } from "../operations/spec.ts";
import type { HostWish } from "../operations/wish.ts";
import { assignWaves } from "../rollout/waves.ts";
import { catalogueText, corpusText, poolText } from "../store/inventory.ts";
import { bundleLadder } from "../store/ladder-bundle.ts";
import { lockThere } from "../store/lock-file.ts";
import type { Workspace } from "../store/workspace.ts";
import { authorityOf } from "./authority.ts";
import { refuseOtherBytes } from "./gateway/overflow.ts";
import { refuseDoubleClaims } from "./neighbours.ts";

/** The described pool, checked and linked. */
export interface Described {
  readonly folders: Workspace;
  readonly pool: Pool;
  readonly catalogue: Catalogue;
  readonly ladder: { readonly text: string; readonly revision: Digest };
  /** The text that the ladder's prompts are cut from. */
  readonly corpus?: string;
}

/** The pool with a lock that matches: everything a verb needs to decide. */
export interface Stage extends Described {
  readonly lock: Lock;
  readonly waves: readonly { readonly name: string; readonly hosts: readonly Host[] }[];
  readonly specs: readonly HostSpec[];
  /** Certificates of the authority that signs for the hosts, PEM. */
  readonly authority?: string;
  /** In the order of the file; empty for a pool whose clients ask the hosts themselves. */
  readonly gateways: readonly StagedGateway[];
}

/** A gateway with what it shall be. */
export interface StagedGateway {
  readonly source: GatewaySource;
  readonly spec: HostSpec;
}

/** Reads pool and catalogue and bundles the ladder. Throws with every problem at once (exit 65). */
export async function describe(folders: Workspace, name: string): Promise<Described> {
  const [artifacts, text] = [await catalogueText(folders.inventory), await poolText(folders.inventory, name)];
  const catalogue = accepted(readCatalogue(artifacts.text, artifacts.file));
  const pool = accepted(readPool(text.text, text.file, catalogue));
  await refuseDoubleClaims(folders.inventory, name, text);
  const corpus = await corpusText(text.file, pool.ladder.corpus);
  return { folders, pool, catalogue, ladder: await bundleLadder(), ...(corpus !== undefined && { corpus }) };
}

/** The lock of a pool, or `undefined` before its first pin. Throws when it was edited by hand. */
export const recordedLock = ({ folders, pool }: Described): Promise<Lock | undefined> =>
  lockThere(folders.inventory, pool.id);

/** What the lock lacks or holds too much of, measured against the inventory. */
export const openPins = ({ pool, catalogue, ladder }: Described, lock: Lock): readonly PinChange[] =>
  lockDifferences(pool, catalogue, lock, ladder.revision);

/** Opens a pool for work. Refuses without a lock that matches the inventory, as `npm ci` does. */
export async function openStage(folders: Workspace, name: string): Promise<Stage> {
  const described = await describe(folders, name);
  const lock = await recordedLock(described);
  if (lock === undefined) throw unlocked(name, "it has no lock yet");
  const [first, ...more] = openPins(described, lock);
  if (first) {
    const rest = more.length > 0 ? ` (and ${more.length} more)` : "";
    throw unlocked(name, `the lock does not match the inventory: ${first.path}: ${first.why}${rest}`);
  }
  await refuseOtherBytes(folders.inventory, described.pool, lock);
  const waves = assignWaves(described.pool);
  const tls = described.pool.gateway.tls;
  const signing = tls && { authority: await authorityOf(folders.inventory, described.pool) };
  const specs = poolSpecs({ ...described, ...signing, lock, ladder: described.ladder.text }, waves);
  const sources = gatewaySources(described.pool, lock, described.catalogue);
  const gateways = sources.map((source) => ({ source, spec: gatewaySpec(source) }));
  return { ...described, ...signing, lock, waves, specs, gateways };
}

/** Opens a pool that is to be planned or rolled out: the engines of every host fit its memory. Throws `memory-overcommitted`. */
export async function openFittingStage(folders: Workspace, name: string): Promise<Stage> {
  const stage = await openStage(folders, name);
  refuseOverCommit(poolMemory(stage));
  return stage;
}

const unlocked = (pool: string, saw: string): Failure =>
  new Failure({
    code: "lock-outdated",
    subject: pool,
    saw,
    hint: `run \`espalier pin ${pool}\`, review the change of the lock and commit it`,
    exit: EXIT.badInventory,
  });

/** The wish of one host of the stage. */
export function hostWish(stage: Stage, host: Host, ladderKeys: readonly string[] = []): HostWish {
  const spec = stage.specs.find((item) => item.host === host.id);
  if (spec === undefined) throw new TypeError(`no spec for ${host.id}`);
  const { pool, lock, catalogue, authority } = stage;
  const signing = authority !== undefined && { authority };
  return { pool, host, lock, catalogue, spec, layout: layout(host.root), ladderKeys, ...signing };
}
