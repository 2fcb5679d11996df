import type { Api } from "../model/api.ts";
import { lmStudioChat } from "./api/lmstudio-chat.ts";
import { lmStudioNative } from "./api/lmstudio-native.ts";
import { ollamaChat } from "./api/ollama-chat.ts";
import { ollamaEmbed } from "./api/ollama-embed.ts";
import { ollamaGenerate } from "./api/ollama-generate.ts";
import { openAiChat } from "./api/openai-chat.ts";
import { openAiEmbeddings } from "./api/openai-embeddings.ts";
import type { Dialect } from "./dialect.ts";

/** Every API that the ladder speaks. */
export const DIALECTS: Readonly<Record<Api, Dialect>> = {
  "openai-chat": openAiChat,
  "openai-embeddings": openAiEmbeddings,
  "ollama-chat": ollamaChat,
  "ollama-generate": ollamaGenerate,
  "ollama-embed": ollamaEmbed,
  "lmstudio-chat": lmStudioChat,
  "lmstudio-native": lmStudioNative,
};
