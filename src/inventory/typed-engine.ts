import type { Engine } from "../model/engine.ts";
import type { EngineText } from "./pool-text.ts";
import { durationOf, sizeOf } from "./quantity.ts";

const PROMPT_CACHE = "1 GiB";

/** The typed engine of a text whose keys its kind takes; what was left out has its default here. */
export function typedEngine(name: string, text: EngineText): Engine {
  const { artifact, port, parallel, contextLength, environment } = text;
  const healthDeadline = durationOf(text.healthDeadline);
  const server = { name, artifact, port, parallel, contextLength, environment, healthDeadline };
  switch (text.kind) {
    case "ollama": {
      const { keepAlive = "-1", maxLoadedModels = 1 } = text;
      return { kind: "ollama", ...server, keepAlive, maxLoadedModels };
    }
    case "lm-studio":
      return { kind: "lm-studio", ...server, runtimes: text.runtimes ?? [] };
    case "llama-server":
    case "mlx-lm":
      return { kind: text.kind, ...server, promptCache: sizeOf(text.promptCache ?? PROMPT_CACHE) };
  }
}
