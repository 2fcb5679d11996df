import type { Objection } from "../objection.ts";
import type { LaneText, PoolText } from "../pool-text.ts";
import type { Link } from "./check.ts";

/** Lanes keep what they promise: dear models to those who said so, and a slot for the lane that comes first. */
export const laneLinks: readonly Link[] = [
  { reads: ["lanes", "models"], check: ({ text }) => dearModels(text) },
  { reads: ["lanes", "models", "engines", "hosts"], check: ({ text }) => takenSlots(text) },
  { reads: ["lanes", "gateway"], check: ({ text }) => unaskedCertificates(text) },
];

/** Agents' heartbeats go to a small model, never to premium context that people wait for. */
const dearModels = ({ lanes, models }: PoolText): readonly Objection[] =>
  Object.entries(lanes).flatMap(([lane, wish]) =>
    wish.models.flatMap((model, index): readonly Objection[] => {
      if (wish.premium || models[model]?.premium !== true) return [];
      return [
        {
          at: ["lanes", lane, "models", index],
          found: `the premium model ${model} in a lane that is not`,
          wanted: "a small model",
          todo: `name another model, or write premium: true in lanes.${lane}`,
        },
      ];
    }),
  );

/** A proxy that asks no client for a certificate would refuse every one. */
const unaskedCertificates = ({ lanes, gateway }: PoolText): readonly Objection[] =>
  Object.entries(lanes)
    .filter(([, { certificates }]) => certificates !== undefined && gateway.tls?.clients === undefined)
    .map(([lane]) => ({
      at: ["lanes", lane, "certificates"],
      on: "key",
      found: "client certificates that nobody is asked for",
      wanted: "gateway.tls.clients: optional or required",
      todo: gateway.tls
        ? "write it, or take the line away"
        : "name an authority in gateway.tls, or take the line away",
    }));

const known = ({ lanes }: PoolText, names: readonly string[]): readonly (readonly [string, LaneText])[] =>
  names.flatMap((name) => (lanes[name] ? [[name, lanes[name]] as const] : []));

const takenSlots = (text: PoolText): readonly Objection[] =>
  Object.entries(text.hosts).flatMap(([host, { engines, lanes }]) =>
    engines.flatMap((engine) => {
      const slots = text.engines[engine]?.parallel;
      const users = known(text, lanes).filter(([, { models }]) =>
        models.some((model) => text.models[model]?.engine === engine),
      );
      return slots === undefined ? [] : noSlotLeft({ host, engine, slots, users });
    }),
  );

interface Share {
  readonly host: string;
  readonly engine: string;
  readonly slots: number;
  readonly users: readonly (readonly [string, LaneText])[];
}

/** The lane that comes first finds a slot only when the others together can never hold them all. */
function noSlotLeft({ host, engine, slots, users }: Share): readonly Objection[] {
  const best = Math.min(...users.map(([, { priority }]) => priority));
  const first = users.filter(([, { priority }]) => priority === best).map(([name]) => name);
  const others = users.filter(([, { priority }]) => priority > best);
  const sum = others.reduce((total, [, { streams }]) => total + streams, 0);
  if (others.length === 0 || sum < slots) return [];
  const shown = others.map(([name, { streams }]) => `${name} ${streams}`).join(" + ");
  return [
    {
      at: ["hosts", host, "lanes"],
      found: `${shown} = ${sum} streams beside ${first.join(" and ")}, on the ${slots} slots of ${engine}`,
      wanted: `at most ${slots - 1}, so that ${first.join(" and ")} always finds a slot`,
      todo: `lower streams of ${others.map(([name]) => name).join(" or ")}, or raise parallel of ${engine}`,
    },
  ];
}
