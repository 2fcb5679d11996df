import { shortOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import type { Lane } from "../model/lane.ts";
import { type HostEngine, hostEngines } from "./ports.ts";
import { type HostWish, type Operation, run } from "./wish.ts";

/** How much the proxy of a host lets through: by engine, and by lane. */
interface Caps {
  readonly slots: Readonly<Record<string, number>>;
  readonly streams: Readonly<Record<string, number>>;
}

type Ground = Pick<HostWish, "pool" | "host">;

/** An engine that tells fewer slots than it shall have is sent no more than that; one that tells more, or nothing, what it shall. */
const toldSlots = ({ engine }: HostEngine, { engineSlots }: HostFacts): number =>
  Math.min(
    engine.parallel,
    Math.max(0, ...(engineSlots[engine.name] ?? []).map(({ slots }) => slots)) || engine.parallel,
  );

const lanesOf = ({ pool, host }: Ground): readonly Lane[] =>
  host.lanes.flatMap((name) => pool.lanes[name] ?? []);

/** What shall run at once on a host whose engines tell what they can. */
function caps(wish: Ground, facts: HostFacts): Caps {
  const engines = hostEngines(wish.pool, wish.host).map((one) => ({ one, slots: toldSlots(one, facts) }));
  const lanes = lanesOf(wish);
  let streams = Object.fromEntries(lanes.map((lane) => [lane.name, lane.streams]));
  for (const { one, slots } of engines)
    if (slots < one.engine.parallel) streams = keepOne(usersOf(one, lanes, wish), streams, slots);
  return { slots: Object.fromEntries(engines.map(({ one, slots }) => [one.engine.name, slots])), streams };
}

const usersOf = ({ engine }: HostEngine, lanes: readonly Lane[], { pool }: Ground): readonly Lane[] =>
  lanes.filter(({ models }) => models.some((model) => pool.models[model]?.engine === engine.name));

/** The lane that comes first finds a slot: the others together leave one, the last of them gives first, and each keeps one. */
function keepOne(
  users: readonly Lane[],
  wished: Readonly<Record<string, number>>,
  slots: number,
): Record<string, number> {
  const first = Math.min(...users.map(({ priority }) => priority));
  const others = users.filter(({ priority }) => priority > first).sort((a, b) => b.priority - a.priority);
  const streams = { ...wished };
  let over = others.reduce((sum, { name }) => sum + (streams[name] ?? 0), 0) - (slots - 1);
  for (const { name } of others) {
    const given = Math.max(0, Math.min(over, (streams[name] ?? 0) - 1));
    streams[name] = (streams[name] ?? 0) - given;
    over -= given;
  }
  return streams;
}

/**
 * Why a host runs fewer streams than its pool says, for people; empty while its engines tell the slots they shall have, and of
 * another release, whose engines were started for what was wanted then.
 */
export function cappedBy(wish: Ground & Pick<HostWish, "spec">, facts: HostFacts): readonly string[] {
  if (facts.current !== shortOf(wish.spec.digest)) return [];
  const { slots, streams } = caps(wish, facts);
  const engines = hostEngines(wish.pool, wish.host).map(({ engine }) => engine);
  return [
    ...engines
      .filter(({ name, parallel }) => (slots[name] ?? parallel) < parallel)
      .map(({ name, parallel }) => `${name} tells ${slots[name]} of ${parallel} slots`),
    ...lanesOf(wish)
      .filter((lane) => (streams[lane.name] ?? lane.streams) < lane.streams)
      .map((lane) => `lane ${lane.name} runs ${streams[lane.name]} of ${lane.streams} streams`),
  ];
}

/**
 * The running proxy follows what the engines tell, on its socket: no file, no release, no restart. A proxy that starts
 * anew begins with what the pool says.
 */
export const slots: Operation = (wish, facts) => {
  const { admitted } = facts;
  if (admitted === undefined) return [];
  const wanted = caps(wish, facts);
  const because = cappedBy(wish, facts)
    .map((text) => `; ${text}`)
    .join("");
  const all = [
    ...differing(admitted.slots, wanted.slots).map((one) => ({
      ...one,
      server: `engine-${one.name}/${facts.standby.includes(one.name) ? "standby" : "engine"}`,
    })),
    ...differing(admitted.streams, wanted.streams).map((one) => ({
      ...one,
      server: `lane-${one.name}/gate`,
    })),
  ];
  return all.map(({ server, now, then }) => {
    const why = `the running proxy lets ${now} through at once, not ${then}${because}`;
    return run({ operation: "slots", subject: server, why }, "set_running", server, String(then));
  });
};

/** What the proxy knows and holds otherwise. */
const differing = (held: Readonly<Record<string, number>>, wanted: Readonly<Record<string, number>>) =>
  Object.entries(wanted)
    .map(([name, then]) => ({ name, now: held[name] ?? then, then }))
    .filter(({ now, then }) => now !== then);
