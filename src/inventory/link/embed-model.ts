import { embeddingApi } from "../../model/workloads.ts";
import type { Objection } from "../objection.ts";
import { spelledOut } from "../typed-workload.ts";
import type { Link, Linked } from "./check.ts";
import { closedTo, unprovable } from "./climb-lane.ts";
import { unknown } from "./unknown.ts";

/** The model that embeds in a mixed workload is there, may be asked, and can answer. */
export const embedModelLinks: readonly Link[] = [
  { reads: ["ladder", "models"], check: embedModel },
  { reads: ["ladder", "models", "hosts", "lanes"], check: unembedded },
  { reads: ["ladder", "models", "engines"], check: foreignVectors },
  { reads: ["ladder", "models", "engines"], check: narrowVectors },
];

const AT = ["ladder", "workload", "embedModel"];

function embedModel({ text }: Linked): readonly Objection[] {
  const { name, embedModel: model } = text.ladder.workload ?? {};
  if (model === undefined) return [];
  if (name !== "mixed") {
    const todo = "remove it; in a workload of one lane ladder.model is asked";
    return [{ at: AT, found: `an embedModel for ${name}`, wanted: "one only for mixed", todo }];
  }
  return unknown({ at: AT, name: model, noun: "model", known: Object.keys(text.models) });
}

/** A host without the model that embeds, or a lane that may not ask for it, could never pass its gate. */
function unembedded({ text }: Linked): readonly Objection[] {
  const model = text.ladder.workload?.embedModel;
  if (model === undefined || !Object.hasOwn(text.models, model)) return [];
  const inLadderLane = text.ladder.workload?.lanes?.["embed"] === undefined;
  const closed = inLadderLane ? closedTo(text, { at: AT, lane: text.ladder.lane, model }) : [];
  const lacking = Object.entries(text.hosts).flatMap(([host, { models }]) =>
    unprovable({
      host,
      lacks: models.includes(model) ? [] : [`model ${model}`],
      use: "which the workload asks for",
      todo: `add ${model} to its models, or leave ladder.workload.embedModel out`,
    }),
  );
  return [...closed, ...lacking];
}

/** Vectors are asked by the API of the same kind as answers are, and only Ollama has one of its own. */
function foreignVectors({ text }: Linked): readonly Objection[] {
  const { api, workload } = text.ladder;
  const model = workload?.embedModel ?? "";
  const kind = text.engines[text.models[model]?.engine ?? ""]?.kind;
  if (kind === undefined || kind === "ollama" || embeddingApi(api) !== "ollama-embed") return [];
  return [
    {
      at: AT,
      found: `vectors by /api/embed of ${model}, which is served by ${kind}`,
      wanted: "a model of Ollama, because ladder.api is one of Ollama's own",
      todo: "choose an openai API, which all engines speak, or a model of Ollama",
    },
  ];
}

/** A text has to fit into a slot of the engine that embeds it. */
function narrowVectors({ text }: Linked): readonly Objection[] {
  const { ladder, models, engines } = text;
  const model = ladder.workload?.embedModel ?? "";
  const slot = engines[models[model]?.engine ?? ""]?.contextLength;
  if (ladder.workload === undefined || slot === undefined) return [];
  const lane = spelledOut(ladder.workload, ladder).lanes.find((load) => load.lane === "embed");
  const longest = Math.max(0, ...(lane?.sizes ?? []).map(({ promptTokens }) => promptTokens));
  if (longest <= slot) return [];
  const share = ladder.workload.context / longest;
  return [
    {
      at: ["ladder", "workload"],
      found: `texts of ${longest} tokens for ${model}`,
      wanted: `at most ${slot}, the context of a slot of its engine`,
      todo: `set ladder.workload.context to ${Math.floor(slot * share)} or less, or raise contextLength`,
    },
  ];
}
