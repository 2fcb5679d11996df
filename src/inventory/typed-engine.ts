import type { Engine } from "../model/engine.ts";
import type { EngineText } from "./pool-text.ts";
import { durationOf, sizeOf } from "./quantity.ts";

const PROMPT_CACHE = "1 GiB";

/** The typed engine of a text whose keys its kind takes; what was left out has its default here. */
export function typedEngine(name: string, text: EngineText): Engine {
  const { artifact, port, parallel, contextLength, environment } = text;
  const healthDeadline = durationOf(text.healthDeadline);
  const budget = text.budget === undefined ? {} : { budget: sizeOf(text.budget) };
  const standby = text.standby === undefined ? {} : { standby: text.standby };
  const own = { name, artifact, port, ...standby, ...budget };
  const server = { ...own, parallel, contextLength, environment, healthDeadline };
  const promptCache = sizeOf(text.promptCache ?? PROMPT_CACHE);
  const { kvCacheType = "f16" } = text;
  switch (text.kind) {
    case "ollama": {
      const { keepAlive = "-1", maxLoadedModels = 1 } = text;
      return { kind: "ollama", ...server, keepAlive, maxLoadedModels, promptCache, kvCacheType };
    }
    case "lm-studio":
      return { kind: "lm-studio", ...server, runtimes: text.runtimes ?? [] };
    case "llama-server":
      return { kind: "llama-server", ...server, promptCache, kvCacheType };
    case "mlx-lm":
      return { kind: "mlx-lm", ...server, promptCache };
  }
}
