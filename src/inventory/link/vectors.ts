import { isStreaming } from "../../model/api.ts";
import type { EngineKind } from "../../model/engine.ts";
import type { Objection, Path } from "../objection.ts";
import type { LadderText } from "../pool-text.ts";
import { oneOf } from "../words.ts";
import type { Link, Linked } from "./check.ts";

/** Models that embed lie with engines that can serve them, and are asked for nothing but vectors. */
export const vectorLinks: readonly Link[] = [
  { reads: ["models", "engines"], check: vectorless },
  { reads: ["models", "engines"], check: strayPooling },
  { reads: ["ladder", "models"], check: ladderPurposes },
];

/** Engines that are started, asked and judged as what they serve. */
const EMBEDS: readonly EngineKind[] = ["ollama", "llama-server", "lm-studio"];

function vectorless({ text }: Linked): readonly Objection[] {
  return Object.entries(text.models).flatMap(([name, model]): Objection[] => {
    const kind = text.engines[model.engine]?.kind;
    if (!model.embeds || kind === undefined || EMBEDS.includes(kind)) return [];
    return [
      {
        at: ["models", name, "embeds"],
        found: `a model that embeds on ${model.engine}, which is ${kind}`,
        wanted: `${oneOf(EMBEDS)} as the kind of its engine`,
        todo: "name another engine: mlx_lm.server has no page for vectors",
      },
    ];
  });
}

/** Ollama and LM Studio go by the header alone. */
function strayPooling({ text }: Linked): readonly Objection[] {
  return Object.entries(text.models).flatMap(([name, { engine, embeds, pooling }]): Objection[] => {
    const kind = text.engines[engine]?.kind;
    if (pooling === undefined || kind === undefined || (embeds && kind === "llama-server")) return [];
    return [
      {
        at: ["models", name, "pooling"],
        on: "key",
        found: embeds ? `pooling of a model on ${engine}, which is ${kind}` : "pooling without embeds",
        wanted: "pooling only with embeds: true on an engine of kind llama-server",
        todo: embeds ? "remove it, or serve the model with llama-server" : "remove it, or add embeds: true",
      },
    ];
  });
}

/** A model of the ladder, and what it is asked for. */
interface Asked {
  readonly at: Path;
  readonly name: string;
  readonly forVectors: boolean;
}

function askedBy({ model, api, workload }: LadderText): readonly Asked[] {
  const forVectors = workload === undefined ? !isStreaming(api) : workload.name === "embed";
  const embedder = workload?.embedModel;
  return [
    { at: ["ladder", "model"], name: model, forVectors },
    ...(embedder === undefined
      ? []
      : [{ at: ["ladder", "workload", "embedModel"], name: embedder, forVectors: true }]),
  ];
}

/** A model that is asked for what it is not for answers every request with an error. */
function ladderPurposes({ text }: Linked): readonly Objection[] {
  return askedBy(text.ladder).flatMap(({ at, name, forVectors }): Objection[] => {
    const model = text.models[name];
    if (model === undefined || model.embeds === forVectors) return [];
    return [
      forVectors
        ? {
            at,
            found: `vectors of ${name}, which generates`,
            wanted: "a model that embeds",
            todo: `name a model with \`embeds: true\`; if ${name} is one, say so there`,
          }
        : {
            at,
            found: `tokens of ${name}, which embeds`,
            wanted: "a model that generates",
            todo: `send \`workload: { name: embed }\`, or name another model`,
          },
    ];
  });
}
