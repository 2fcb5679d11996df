import type { Objection } from "../objection.ts";
import type { Link, Linked } from "./check.ts";

/** Engines take no name and no variable that Espalier uses itself. */
export const engineLinks: readonly Link[] = [
  { reads: ["engines"], check: reservedNames },
  { reads: ["engines"], check: reservedVariables },
];

const RESERVED: readonly string[] = ["haproxy", "gateway", "metrics"];

function reservedNames({ text }: Linked): readonly Objection[] {
  return Object.keys(text.engines)
    .filter((name) => RESERVED.includes(name))
    .map((name) => ({
      at: ["engines", name],
      on: "key",
      found: `an engine called ${name}`,
      wanted: `a name other than ${RESERVED.join(", ")}, which Espalier uses itself`,
      todo: "rename the engine",
    }));
}

/** Variables that have a key of their own, or that follow from where Espalier puts things. */
const VARIABLES: Readonly<Record<string, string>> = {
  OLLAMA_HOST: "set port instead",
  OLLAMA_NUM_PARALLEL: "set parallel instead",
  OLLAMA_CONTEXT_LENGTH: "set contextLength instead",
  OLLAMA_KEEP_ALIVE: "set keepAlive instead",
  OLLAMA_MAX_LOADED_MODELS: "set maxLoadedModels instead",
  OLLAMA_KV_CACHE_TYPE: "set kvCacheType instead",
  LLAMA_ARG_CACHE_RAM: "set promptCache instead",
  OLLAMA_MODELS: "remove it: models live where Espalier verifies them",
  HOME: "remove it: the home follows from the host's root",
};

function reservedVariables({ text }: Linked): readonly Objection[] {
  return Object.entries(text.engines).flatMap(([engine, { environment }]) =>
    Object.keys(environment).flatMap((name): Objection[] => {
      const todo = Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined;
      if (todo === undefined) return [];
      const at = ["engines", engine, "environment", name];
      return [
        {
          at,
          on: "key",
          found: `the variable ${name}`,
          wanted: "variables that Espalier does not set",
          todo,
        },
      ];
    }),
  );
}
