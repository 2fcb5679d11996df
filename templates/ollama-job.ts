import { engineLabel, type Layout, SERVICE_USER } from "../src/model/layout.ts";
import type { OllamaEngine } from "../src/model/pool.ts";
import type { LaunchdJob } from "./launchd-plist.ts";

/**
 * Every variable whose default would hurt a pool, set. The engine's own `environment` wins.
 * Defaults read from ollama/ollama envconfig/config.go: NUM_PARALLEL 1, MAX_LOADED_MODELS 3 on a Mac,
 * KEEP_ALIVE 5m, CONTEXT_LENGTH by memory tier; without HOME the server refuses to start.
 */
function environment(engine: OllamaEngine, port: number, layout: Layout): Readonly<Record<string, string>> {
  return {
    HOME: layout.state,
    PATH: layout.searchPath,
    OLLAMA_HOST: `127.0.0.1:${port}`,
    OLLAMA_MODELS: layout.models,
    OLLAMA_NUM_PARALLEL: String(engine.parallel),
    OLLAMA_CONTEXT_LENGTH: String(engine.contextLength),
    OLLAMA_KEEP_ALIVE: engine.keepAlive,
    OLLAMA_MAX_LOADED_MODELS: String(engine.maxLoadedModels),
    OLLAMA_NOPRUNE: "1",
    OLLAMA_NO_CLOUD: "1",
    ...engine.environment,
  };
}

/** One Ollama server on one host. */
export interface OllamaWish {
  readonly engine: OllamaEngine;
  /** Loopback port. */
  readonly port: number;
  /** Path inside the unpacked artifact. */
  readonly program: string;
  readonly layout: Layout;
}

/** The launchd job of an Ollama server that listens on loopback `port`, below the proxy. */
export function ollamaJob({ engine, port, program, layout }: OllamaWish): LaunchdJob {
  const log = `${layout.logs}/${engine.name}.log`;
  return {
    label: engineLabel(engine.name),
    programArguments: [`${layout.current}/engine-${engine.name}/${program}`, "serve"],
    userName: SERVICE_USER,
    groupName: SERVICE_USER,
    environment: environment(engine, port, layout),
    workingDirectory: layout.state,
    runAtLoad: true,
    keepAlive: true,
    throttleInterval: 15,
    exitTimeOut: 30,
    processType: "Interactive",
    numberOfFiles: { soft: 8192, hard: 8192 },
    coreDumps: false,
    standardOutPath: log,
    standardErrorPath: log,
  };
}
