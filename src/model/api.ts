import type { EngineKind } from "./engine.ts";

/** How a model server is asked. Each has a file of its own in `src/probe/api/`. */
export const APIS = [
  /** `/v1/chat/completions` */
  "openai-chat",
  /** `/v1/embeddings` */
  "openai-embeddings",
  /** `/api/chat` */
  "ollama-chat",
  /** `/api/generate` */
  "ollama-generate",
  /** `/api/embed` */
  "ollama-embed",
  /** `/api/v0/chat/completions` */
  "lmstudio-chat",
  /** `/api/v1/chat` */
  "lmstudio-native",
] as const;
export type Api = (typeof APIS)[number];

/** Those that answer whole, with vectors: what counts as the first token is the answer itself. */
const EMBEDDING_APIS: readonly Api[] = ["openai-embeddings", "ollama-embed"];

export const isStreaming = (api: Api): boolean => !EMBEDDING_APIS.includes(api);

/** OpenAI's are spoken by all engines, an API of its own by one. */
export function isSpokenBy(api: Api, kind: EngineKind): boolean {
  const [owner] = api.split("-");
  return owner === "openai" || kind.replace("-", "") === owner;
}
