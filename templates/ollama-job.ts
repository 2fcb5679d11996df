import type { OllamaEngine } from "../src/model/engine.ts";
import { type EngineJobWish, engineJob, engineProgram } from "./engine-job.ts";
import type { LaunchdJob } from "./launchd-plist.ts";

/**
 * The launchd job of an Ollama server, with every variable whose default would hurt a pool, set.
 * Defaults read from ollama/ollama envconfig/config.go: NUM_PARALLEL 1, MAX_LOADED_MODELS 3 on a Mac,
 * KEEP_ALIVE 5m, CONTEXT_LENGTH by memory tier; without HOME the server refuses to start. It starts llama.cpp's server for
 * each model with its own variables and says nothing of a prompt cache (llm/llama_server.go), which would take 8 GiB each. A
 * quantised KV cache needs flash attention.
 */
export function ollamaJob(wish: EngineJobWish<OllamaEngine>): LaunchdJob {
  const { engine, port, layout } = wish;
  const quantised = engine.kvCacheType === "f16" ? {} : { OLLAMA_FLASH_ATTENTION: "1" };
  return engineJob(wish, {
    argv: [engineProgram(wish), "serve"],
    environment: {
      OLLAMA_HOST: `127.0.0.1:${port}`,
      OLLAMA_MODELS: layout.models,
      OLLAMA_NUM_PARALLEL: String(engine.parallel),
      OLLAMA_CONTEXT_LENGTH: String(engine.contextLength),
      OLLAMA_KEEP_ALIVE: engine.keepAlive,
      OLLAMA_MAX_LOADED_MODELS: String(engine.maxLoadedModels),
      OLLAMA_KV_CACHE_TYPE: engine.kvCacheType,
      ...quantised,
      LLAMA_ARG_CACHE_RAM: String(Math.floor(engine.promptCache / 1024 ** 2)),
      OLLAMA_NOPRUNE: "1",
      OLLAMA_NO_CLOUD: "1",
    },
  });
}
