import { isSpokenBy } from "../../model/api.ts";
import type { Objection } from "../objection.ts";
import { namedRungs, reducedRungs } from "../reduced-rungs.ts";
import type { Link, Linked } from "./check.ts";
import { closedTo, unprovable } from "./climb-lane.ts";
import { unknown } from "./unknown.ts";

/** The ladder can be climbed on every host: its model, its lane and its rungs. */
export const ladderLinks: readonly Link[] = [
  { reads: ["ladder"], check: rungs },
  { reads: ["ladder", "gates"], check: reduced },
  {
    reads: ["ladder", "models"],
    check: ({ text }) =>
      unknown({
        at: ["ladder", "model"],
        name: text.ladder.model,
        noun: "model",
        known: Object.keys(text.models),
      }),
  },
  {
    reads: ["ladder", "lanes"],
    check: ({ text }) =>
      unknown({
        at: ["ladder", "lane"],
        name: text.ladder.lane,
        noun: "lane",
        known: Object.keys(text.lanes),
      }),
  },
  { reads: ["ladder"], check: budget },
  { reads: ["ladder", "models", "engines"], check: foreignApi },
  { reads: ["ladder", "lanes", "models"], check: (linked) => closedLane(linked) },
  { reads: ["ladder", "lanes"], check: keylessLane },
  { reads: ["ladder", "hosts", "models", "lanes"], check: unreached },
];

function rungs({ text }: Linked): readonly Objection[] {
  const { rungs: list } = text.ladder;
  const index = list.findIndex((rung, i) => (i === 0 ? rung !== 1 : rung <= (list[i - 1] ?? 0)));
  if (index < 0) return [];
  const found = index === 0 ? `rung ${list[0]} first` : `rung ${list[index]} after ${list[index - 1]}`;
  return [
    {
      at: ["ladder", "rungs", index],
      found,
      wanted: "rungs that start at 1 and rise",
      todo: "write them like [1, 2, 4, 8]",
    },
  ];
}

function budget({ text }: Linked): readonly Objection[] {
  const { requests, budget: most } = text.ladder;
  if (most >= requests) return [];
  return [
    {
      at: ["ladder", "budget"],
      found: `${most}, below the ${requests} requests that every rung has`,
      wanted: "as many requests or more",
      todo: "raise ladder.budget, or lower ladder.requests",
    },
  ];
}

/** An API that only one engine speaks needs that engine. */
function foreignApi({ text }: Linked): readonly Objection[] {
  const { api, model } = text.ladder;
  const kind = text.engines[text.models[model]?.engine ?? ""]?.kind;
  if (kind === undefined || isSpokenBy(api, kind)) return [];
  return [
    {
      at: ["ladder", "api"],
      found: `${api}, but ${model} is served by ${kind}`,
      wanted: "an API that this engine speaks",
      todo: "choose an openai one, or another model",
    },
  ];
}

const closedLane = ({ text }: Linked): readonly Objection[] =>
  closedTo(text, { at: ["ladder", "lane"], lane: text.ladder.lane, model: text.ladder.model });

function keylessLane({ text }: Linked): readonly Objection[] {
  const { lane } = text.ladder;
  if (text.lanes[lane]?.keys.length !== 0) return [];
  const todo = `add the sha256 of the ladder's key to lanes.${lane}.keys`;
  const found = `lane ${lane}, which has no API key`;
  return [{ at: ["ladder", "lane"], found, wanted: "a lane whose key the ladder can use", todo }];
}

/** A host without the ladder's model or lane could never pass its gate. */
function unreached({ text }: Linked): readonly Objection[] {
  const { lane, model } = text.ladder;
  const isKnown = Object.hasOwn(text.models, model) && Object.hasOwn(text.lanes, lane);
  if (!isKnown) return [];
  return Object.entries(text.hosts).flatMap(([name, host]) =>
    unprovable({
      host: name,
      lacks: [
        ...(host.models.includes(model) ? [] : [`model ${model}`]),
        ...(host.lanes.includes(lane) ? [] : [`lane ${lane}`]),
      ],
      use: "which the ladder climbs with",
      todo: `add it to ${name}, or choose a model and lane that every host has`,
    }),
  );
}

/** A reduced ladder has to start where the full one does, and to show every rule its rung. */
function reduced({ text }: Linked): readonly Objection[] {
  const { rungs: all, reduced: chosen } = text.ladder;
  if (chosen === undefined) return [];
  const lacks = [all[0] ?? 1, ...namedRungs(text.gates.rules)].find((rung) => !chosen.includes(rung));
  const strange = chosen.find((rung, index) => !all.includes(rung) || rung <= (chosen[index - 1] ?? 0));
  if (strange === undefined && lacks === undefined) return [];
  const found = strange === undefined ? `no rung ${lacks}` : `rung ${strange}`;
  const wanted = "rungs of the ladder that rise, with its first and with those that rules name";
  const todo = `write ${JSON.stringify(reducedRungs(all, text.gates.rules))}, or leave it out`;
  return [{ at: ["ladder", "reduced"], found, wanted, todo }];
}
