import { EXIT, Failure } from "../model/failure.ts";
import type { EngineMemory, HostMemory, HostRoom, SecondPlace, WholePlan } from "../model/memory.ts";
import { type Bytes, bytes } from "../model/units.ts";
import { engineMemories, type MemoryGround } from "./memory/engine-memory.ts";
import { hostMemory } from "./memory/host-memory.ts";
import { noRoomFor } from "./memory/room.ts";
import { hostStandbys } from "./ports.ts";
import type { HostWish } from "./wish.ts";

type Ground = Pick<HostWish, "pool" | "host" | "lock">;

/** What cannot be planned is not planned at all: half a sum would be taken for the whole. */
const isKnown = ({ models }: EngineMemory): boolean => models.every(({ from }) => from !== "nothing");

/** What each engine of a host is planned to hold, by its name, bytes; one of which not all is known is left out. */
export const plannedMemories = (ground: Ground): ReadonlyMap<string, Bytes> =>
  new Map(
    engineMemories(ground)
      .filter(isKnown)
      .map((one) => [one.engine, bytes(one.bytes)]),
  );

/** What the engine of the ladder's model is planned to hold, with all slots full of context; absent when it is not known. */
export const plannedMemory = (ground: Ground): Bytes | undefined =>
  plannedMemories(ground).get(ground.pool.models[ground.pool.ladder.model]?.engine ?? "");

/** The plan of a whole host; absent while that of a model is not known. */
export function plannedWhole(ground: Ground): WholePlan | undefined {
  const { bytes, wired, unknown } = hostMemory(ground);
  return unknown.length === 0 ? { bytes, wired } : undefined;
}

/** Refuses a host whose engines do not fit, before anything is done. Throws `memory-overcommitted` with the arithmetic. */
export function refuseOverCommit(plans: readonly HostMemory[]): void {
  const [first, ...more] = plans.filter(({ over }) => over.length > 0);
  if (first === undefined) return;
  const rest = more.length > 0 ? ` (and ${more.map(({ host }) => host).join(", ")})` : "";
  throw new Failure({
    code: "memory-overcommitted",
    subject: `hosts.${first.host}`,
    saw: `${first.over.join("; ")}${rest}`,
    hint: "take a model off the host, or lower parallel, contextLength or promptCache of its engine: see `espalier memory`",
    exit: EXIT.badInventory,
  });
}

/** The memory plan of every host of a pool. */
export const poolMemory = ({ pool, lock }: Omit<MemoryGround, "host">): readonly HostRoom[] =>
  pool.hosts.map((host) => {
    const ground = { pool, host, lock };
    const plan = hostMemory(ground);
    return { ...plan, secondPlaces: secondPlaces(ground, plan) };
  });

const secondPlaces = (ground: MemoryGround, plan: HostMemory): readonly SecondPlace[] =>
  hostStandbys(ground.pool, ground.host).map(({ engine: { name } }) => {
    const because = noRoomFor(ground, [name], plan);
    return { engine: name, ...(because !== undefined && { because }) };
  });
