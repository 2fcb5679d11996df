import type { Dialect } from "../dialect.ts";
import { isText } from "../json.ts";
import { LineReader } from "../reader/lines.ts";
import { options, streamFrames } from "./ollama.ts";

/** Ollama's own completion of a prompt, with its own times. */
export const ollamaGenerate: Dialect = {
  path: "/api/generate",
  body: ({ model, prompt, outputTokens }) => ({ model, prompt, stream: true, ...options(outputTokens) }),
  reader: () => new LineReader(),
  frames: streamFrames((chunk) => isText(chunk["response"]) || isText(chunk["thinking"])),
  closing: "line that says done",
};
