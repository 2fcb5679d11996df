import { PROMPT_DIGEST } from "../../src/load/prompt.ts";
import type { ClientTerms } from "../../src/model/contract.ts";

/** What the requests of a pretended climb are made of. */
export const TERMS: ClientTerms = {
  api: "openai-chat",
  streaming: true,
  keepAlive: true,
  compression: "none",
  prompt: PROMPT_DIGEST,
  promptTokens: 256,
  outputTokens: 32,
  library: "node:http",
  runtime: "node@20.20.2",
};
