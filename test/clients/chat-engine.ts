import type { ServerResponse } from "node:http";
import type { Seen } from "../templates/live/scripted-engine.ts";

/** How far an engine gets with an answer before it breaks off or falls silent. */
export type Until = "end" | "half";

const MODEL = "qwen3:4b";
const openaiChunk = (content: string): string =>
  `data: ${JSON.stringify({ object: "chat.completion.chunk", choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;
const ollamaChunk = (content: string, done: boolean): string =>
  `${JSON.stringify({ model: MODEL, message: { role: "assistant", content }, done })}\n`;

const wholeAnswer = (isOllama: boolean): string =>
  isOllama
    ? ollamaChunk("good day", true)
    : JSON.stringify({
        object: "chat.completion",
        choices: [{ index: 0, message: { role: "assistant", content: "good day" }, finish_reason: "stop" }],
      });

const begun = (isOllama: boolean): string => (isOllama ? ollamaChunk("good", false) : openaiChunk("good"));
const ended = (isOllama: boolean): string =>
  isOllama ? ollamaChunk(" day", true) : `${openaiChunk(" day")}data: [DONE]\n\n`;

/** Answers "good day" as a chat of either API, whole or streamed; with `half`, what follows "good" is up to the caller. */
export function chatAnswer({ url, body }: Seen, response: ServerResponse, until: Until): void {
  const isOllama = url.startsWith("/api/");
  const isStream = JSON.parse(body).stream === true;
  const type = isOllama ? "application/x-ndjson" : "text/event-stream";
  const whole = wholeAnswer(isOllama);
  const [first, rest] = isStream ? [begun(isOllama), ended(isOllama)] : [whole.slice(0, 20), whole.slice(20)];
  response.writeHead(200, { "content-type": isStream ? type : "application/json" }).write(first);
  if (until === "end") response.end(rest);
}
