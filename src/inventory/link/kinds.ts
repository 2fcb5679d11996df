import type { EngineKind } from "../../model/engine.ts";
import type { Objection, Path } from "../objection.ts";
import { oneOf } from "../words.ts";
import type { Link, Linked } from "./check.ts";

/** Keys that only some kinds of engine take, and keys that only one source of models takes. */
export const kindLinks: readonly Link[] = [
  { reads: ["engines"], check: engineKeys },
  { reads: ["models"], check: modelKeys },
];

const ENGINE_KEYS: Readonly<Record<string, readonly EngineKind[]>> = {
  standby: ["ollama", "llama-server", "mlx-lm"],
  keepAlive: ["ollama"],
  maxLoadedModels: ["ollama"],
  promptCache: ["ollama", "llama-server", "mlx-lm"],
  kvCacheType: ["ollama", "llama-server"],
  runtimes: ["lm-studio"],
};

const MODEL_KEYS: Readonly<Record<string, "registry" | "hub">> = {
  registry: "registry",
  tag: "registry",
  hub: "hub",
  revision: "hub",
  file: "hub",
};

function engineKeys({ text }: Linked): readonly Objection[] {
  return Object.entries(text.engines).flatMap(([name, engine]) =>
    Object.entries(ENGINE_KEYS)
      .filter(([key, kinds]) => key in engine && !kinds.includes(engine.kind))
      .map(([key, kinds]) =>
        foreign(["engines", name, key], `${key} of an engine of kind ${engine.kind}`, kinds),
      ),
  );
}

function modelKeys({ text }: Linked): readonly Objection[] {
  return Object.entries(text.models).flatMap(([name, model]) =>
    Object.entries(MODEL_KEYS)
      .filter(([key, source]) => key in model && model.source !== source)
      .map(([key, source]) => foreign(["models", name, key], `${key} of a ${model.source} model`, [source])),
  );
}

const foreign = (at: Path, found: string, takers: readonly string[]): Objection => ({
  at,
  on: "key",
  found,
  wanted: `${at.at(-1)} only with ${at[0] === "engines" ? "kind" : "source"}: ${oneOf(takers)}`,
  todo: "remove it",
});
