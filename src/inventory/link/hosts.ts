import type { Objection } from "../objection.ts";
import type { HostText, PoolText } from "../pool-text.ts";
import type { Link, Linked } from "./check.ts";

/** What hosts promise fits together: places, names, engines behind models, models behind lanes. */
export const hostLinks: readonly Link[] = [
  { reads: ["pool"], check: fileName },
  { reads: ["hosts"], check: sharedPlaces },
  { reads: ["hosts", "retired"], check: returned },
  { reads: ["hosts", "retired"], check: wipedAtWork },
  { reads: ["hosts", "models", "engines"], check: ({ text }) => perHost(text, modelsWithoutEngine) },
  { reads: ["hosts", "lanes", "models"], check: ({ text }) => perHost(text, lanesWithoutModel) },
];

function fileName({ text, file }: Linked): readonly Objection[] {
  const wanted = /(?:^|\/)pools\/([^/]+)\.ya?ml$/.exec(file)?.[1];
  if (wanted === undefined || wanted === text.pool) return [];
  const found = `the name ${JSON.stringify(text.pool)}`;
  return [
    { at: ["pool"], found, wanted: `${wanted}, as the file is called`, todo: "rename the pool or the file" },
  ];
}

function sharedPlaces({ text }: Linked): readonly Objection[] {
  const owners = new Map<string, string>();
  return Object.entries(text.hosts).flatMap(([name, { address, port }]): Objection[] => {
    const place = `${address} port ${port}`;
    const owner = owners.get(place);
    owners.set(place, owner ?? name);
    if (owner === undefined) return [];
    const todo = `correct the address or the port of ${name} or of ${owner}`;
    return [
      {
        at: ["hosts", name, "address"],
        found: `${place}, where ${owner} already is`,
        wanted: "one host in one place",
        todo,
      },
    ];
  });
}

function returned({ text }: Linked): readonly Objection[] {
  return Object.keys(text.retired)
    .filter((name) => Object.hasOwn(text.hosts, name))
    .map((name) => ({
      at: ["retired", name],
      on: "key",
      found: `${name}, which is also under hosts`,
      wanted: "a host either at work or retired",
      todo: "remove one of the two entries",
    }));
}

/** Retiring cleans a host: it must not clean one that works in the same place under a new name. */
function wipedAtWork({ text }: Linked): readonly Objection[] {
  return Object.entries(text.retired).flatMap(([name, { address, port }]): Objection[] => {
    const owner = Object.entries(text.hosts).find(
      ([, host]) => host.address === address && host.port === port,
    )?.[0];
    if (owner === undefined || owner === name) return [];
    const found = `${address} port ${port}, where ${owner} is at work`;
    const todo = `remove the entry and run espalier pin if ${name} was only renamed, or correct one of the two addresses`;
    return [
      { at: ["retired", name, "address"], found, wanted: "a place of its own, because it is cleaned", todo },
    ];
  });
}

type PerHost = (name: string, host: HostText, text: PoolText) => readonly Objection[];

const perHost = (text: PoolText, check: PerHost): readonly Objection[] =>
  Object.entries(text.hosts).flatMap(([name, host]) => check(name, host, text));

const modelsWithoutEngine: PerHost = (name, host, text) =>
  host.models.flatMap((model, index) => {
    const engine = text.models[model]?.engine;
    if (engine === undefined || !Object.hasOwn(text.engines, engine) || host.engines.includes(engine))
      return [];
    const found = `the model ${model}, but not its engine ${engine}`;
    return [
      {
        at: ["hosts", name, "models", index],
        found,
        wanted: `${engine} in the engines of ${name}`,
        todo: `add ${engine} there, or remove ${model}`,
      },
    ];
  });

const lanesWithoutModel: PerHost = (name, host, text) =>
  host.lanes.flatMap((lane, index) => {
    const models = text.lanes[lane]?.models;
    if (models === undefined || models.some((model) => !Object.hasOwn(text.models, model))) return [];
    if (models.some((model) => host.models.includes(model))) return [];
    const found = `the lane ${lane}, but none of its models`;
    return [
      {
        at: ["hosts", name, "lanes", index],
        found,
        wanted: `${models.join(" or ")} in the models of ${name}`,
        todo: `add a model there, or remove ${lane}`,
      },
    ];
  });
