import type { Objection } from "../objection.ts";
import type { HostText, PoolText } from "../pool-text.ts";
import type { Link, Linked } from "./check.ts";

/** What hosts promise fits together: places, names, engines behind models, models behind lanes. */
export const hostLinks: readonly Link[] = [
  { reads: ["pool"], check: fileName },
  { reads: ["hosts"], check: sharedPlaces },
  { reads: ["hosts", "retired"], check: returned },
  { reads: ["hosts", "models"], check: ({ text }) => perHost(text, modelsWithoutEngine) },
  { reads: ["hosts", "lanes"], check: ({ text }) => perHost(text, lanesWithoutModel) },
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

type PerHost = (name: string, host: HostText, text: PoolText) => readonly Objection[];

const perHost = (text: PoolText, check: PerHost): readonly Objection[] =>
  Object.entries(text.hosts).flatMap(([name, host]) => check(name, host, text));

const modelsWithoutEngine: PerHost = (name, host, text) =>
  host.models.flatMap((model, index) => {
    const engine = text.models[model]?.engine;
    if (engine === undefined || host.engines.includes(engine)) return [];
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
    if (models === undefined || models.some((model) => host.models.includes(model))) return [];
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
