import type { Dialect } from "../dialect.ts";
import { isText, list, record } from "../json.ts";
import { LineReader } from "../reader/lines.ts";
import { options, streamFrames } from "./ollama.ts";

/** Ollama's own chat, with its own times. */
export const ollamaChat: Dialect = {
  path: "/api/chat",
  body: ({ model, prompt, outputTokens }) => ({
    model,
    messages: [{ role: "user", content: prompt }],
    stream: true,
    ...options(outputTokens),
  }),
  reader: () => new LineReader(),
  frames: streamFrames((chunk) => {
    const message = record(chunk["message"]);
    return (
      isText(message?.["content"]) ||
      isText(message?.["thinking"]) ||
      list(message?.["tool_calls"]).length > 0
    );
  }),
  closing: "line that says done",
};
