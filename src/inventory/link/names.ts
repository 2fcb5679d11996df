import type { Objection } from "../objection.ts";
import type { HostText } from "../pool-text.ts";
import type { Link, Linked } from "./check.ts";
import { type Reference, unknown } from "./unknown.ts";

const LISTS = [
  { list: "engines", noun: "engine" },
  { list: "models", noun: "model" },
  { list: "lanes", noun: "lane" },
] as const;

/** Every name a model, lane or host mentions exists, and every model and lane is on some host. */
export const nameLinks: readonly Link[] = [
  { reads: ["models", "engines"], check: modelEngines },
  { reads: ["lanes", "models"], check: laneModels },
  ...LISTS.map(
    ({ list, noun }): Link => ({
      reads: ["hosts", list],
      check: ({ text }) => Object.entries(text.hosts).flatMap(listed(list, noun, Object.keys(text[list]))),
    }),
  ),
  { reads: ["hosts", "models"], check: (linked) => idle(linked, "models", "serves") },
  { reads: ["hosts", "lanes"], check: (linked) => idle(linked, "lanes", "carries") },
];

function modelEngines({ text }: Linked): readonly Objection[] {
  return Object.entries(text.models).flatMap(([name, { engine }]) =>
    unknown({
      at: ["models", name, "engine"],
      name: engine,
      noun: "engine",
      known: Object.keys(text.engines),
    }),
  );
}

function laneModels({ text }: Linked): readonly Objection[] {
  return Object.entries(text.lanes).flatMap(([name, { models }]) =>
    models.flatMap((model, index) =>
      unknown({
        at: ["lanes", name, "models", index],
        name: model,
        noun: "model",
        known: Object.keys(text.models),
      }),
    ),
  );
}

const listed =
  (list: (typeof LISTS)[number]["list"], noun: Reference["noun"], known: readonly string[]) =>
  ([host, text]: readonly [string, HostText]): readonly Objection[] =>
    text[list].flatMap((name, index) => unknown({ at: ["hosts", host, list, index], name, noun, known }));

function idle({ text }: Linked, list: "models" | "lanes", verb: string): readonly Objection[] {
  const used = new Set(Object.values(text.hosts).flatMap((host) => host[list]));
  return Object.keys(text[list])
    .filter((name) => !used.has(name))
    .map((name) => ({
      at: [list, name],
      on: "key",
      found: `no host that ${verb} ${name}`,
      wanted: `at least one host with ${name} in its ${list}`,
      todo: `add ${name} to the ${list} of a host, or remove it here`,
    }));
}
