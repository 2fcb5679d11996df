import type { Dialect } from "../dialect.ts";
import { counted, DONE, type Frame, faultText, NOT_JSON, TOKEN, told } from "../frame.ts";
import { isText, type Json, json, list, record } from "../json.ts";
import type { ServerEvent } from "../reader/reader.ts";
import { SseReader } from "../reader/sse.ts";

/**
 * A streaming chat completion. The body carries no seed: mlx_lm.server takes requests that have one out of its batch,
 * and a climb would measure one stream at a time.
 */
export const openAiChat: Dialect = {
  path: "/v1/chat/completions",
  body: ({ model, prompt, outputTokens }) => ({
    model,
    messages: [{ role: "user", content: prompt }],
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: outputTokens,
    temperature: 0,
  }),
  reader: () => new SseReader(),
  frames: chatFrames,
  closing: "[DONE]",
};

/** Reads an event. A chunk that holds only a role, an empty delta or a finish reason means nothing. */
export function chatFrames(event: ServerEvent): readonly Frame[] {
  if (event.data === "[DONE]") return [DONE];
  const chunk = json(event.data);
  if (chunk === undefined) return NOT_JSON;
  if (event.name === "error" || chunk["error"]) return [{ kind: "fault", text: faultText(chunk) }];
  return [...(hasToken(chunk) ? [TOKEN] : []), ...usage(chunk), ...timings(chunk)];
}

/** Where engines put what the model says or thinks. */
const SPOKEN = ["content", "reasoning_content", "reasoning"];

function hasToken(chunk: Json): boolean {
  return list(chunk["choices"]).some((choice) => {
    const delta = record(record(choice)?.["delta"]);
    if (delta === undefined) return false;
    return SPOKEN.some((name) => isText(delta[name])) || list(delta["tool_calls"]).length > 0;
  });
}

function usage(chunk: Json): readonly Frame[] {
  const counts = record(chunk["usage"]);
  const details = record(counts?.["prompt_tokens_details"]);
  return counted({
    prompt: counts?.["prompt_tokens"],
    output: counts?.["completion_tokens"],
    cached: details?.["cached_tokens"],
  });
}

/** llama-server's `timings`: ms of the prompt and tokens per second, on the last chunk. */
function timings(chunk: Json): readonly Frame[] {
  const times = record(chunk["timings"]);
  return times === undefined
    ? []
    : told({ firstToken: times["prompt_ms"], rate: times["predicted_per_second"] });
}
