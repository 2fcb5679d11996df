import type { EngineKind } from "../../model/engine.ts";
import type { Objection } from "../objection.ts";
import type { HostText, ModelText } from "../pool-text.ts";
import type { Link, Linked } from "./check.ts";

/** Every model is one that its engine can load, and each host has as many of an engine as it holds at once. */
export const servingLinks: readonly Link[] = [
  { reads: ["models", "engines"], check: sources },
  {
    reads: ["hosts", "models", "engines"],
    check: (linked) => Object.entries(linked.text.hosts).flatMap(([name, host]) => lone(name, host, linked)),
  },
  { reads: ["hosts", "models", "engines"], check: crowded },
];

const isHub = ({ source }: ModelText): boolean => source === "hub";
const isGguf = (model: ModelText): boolean => isHub(model) && model.file?.endsWith(".gguf") === true;

/** What each kind of engine loads. */
const LOADS: Readonly<
  Record<EngineKind, { readonly words: string; readonly fits: (model: ModelText) => boolean }>
> = {
  ollama: { words: "source: registry, with a tag", fits: (model) => !isHub(model) },
  "llama-server": { words: "source: hub, with a .gguf file", fits: isGguf },
  "mlx-lm": {
    words: "source: hub, the whole snapshot without file",
    fits: (model) => isHub(model) && !model.file,
  },
  "lm-studio": {
    words: "source: hub, a .gguf file or a whole snapshot",
    fits: (model) => isGguf(model) || (isHub(model) && !model.file),
  },
};

function sources({ text }: Linked): readonly Objection[] {
  return Object.entries(text.models).flatMap(([name, model]): Objection[] => {
    const kind = text.engines[model.engine]?.kind;
    if (kind === undefined || LOADS[kind].fits(model)) return [];
    return [
      {
        at: ["models", name, model.file === undefined ? "engine" : "file"],
        found: `a ${model.source} model${model.file ? ` with the file ${model.file}` : ""} on ${model.engine}, which is ${kind}`,
        wanted: LOADS[kind].words,
        todo: "name a model that this engine loads, or another engine",
      },
    ];
  });
}

const HOLDS_ONE: readonly EngineKind[] = ["llama-server", "mlx-lm"];

function lone(name: string, host: HostText, { text }: Linked): readonly Objection[] {
  return host.engines.flatMap((engine, index): Objection[] => {
    const kind = text.engines[engine]?.kind;
    const models = host.models.filter((model) => text.models[model]?.engine === engine);
    if (kind === undefined || !HOLDS_ONE.includes(kind) || models.length === 1) return [];
    return [
      {
        at: ["hosts", name, "engines", index],
        found: `${models.length === 0 ? "no model" : models.join(" and ")} for ${engine}`,
        wanted: `exactly one model: an engine of kind ${kind} holds one`,
        todo: `add an engine of that kind for each model, or change the models of ${name}`,
      },
    ];
  });
}

/** A host serves every model of its list at any time: one that evicts another could never be proven. */
function crowded({ text }: Linked): readonly Objection[] {
  return Object.entries(text.engines).flatMap(([engine, { kind, maxLoadedModels = 1 }]): Objection[] => {
    const all = Object.entries(text.hosts).map(([host, { engines, models }]) => ({
      host,
      models: engines.includes(engine) ? models.filter((model) => text.models[model]?.engine === engine) : [],
    }));
    const most = Math.max(0, ...all.map(({ models }) => models.length));
    const worst = all.find(({ models }) => models.length === most);
    if (kind !== "ollama" || worst === undefined || most <= maxLoadedModels) return [];
    return [
      {
        at: ["engines", engine, "maxLoadedModels"],
        on: "key",
        found: `${maxLoadedModels}, while ${worst.host} serves ${worst.models.join(" and ")} with it`,
        wanted: `at least ${most}: what it cannot hold at once pushes another one out`,
        todo: `write maxLoadedModels: ${most}, or give a model an engine of its own`,
      },
    ];
  });
}
