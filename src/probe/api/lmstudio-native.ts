import type { Dialect } from "../dialect.ts";
import { counted, DONE, type Frame, faultText, NOT_JSON, TOKEN, told } from "../frame.ts";
import { isText, type Json, json, number, record } from "../json.ts";
import type { ServerEvent } from "../reader/reader.ts";
import { SseReader } from "../reader/sse.ts";

/** LM Studio's REST API v1 (0.4.0 and later): named events from `chat.start` to `chat.end`; the last one has the stats. */
export const lmStudioNative: Dialect = {
  path: "/api/v1/chat",
  body: ({ model, prompt, outputTokens }) => ({
    model,
    input: prompt,
    stream: true,
    store: false,
    max_output_tokens: outputTokens,
    temperature: 0,
  }),
  reader: () => new SseReader(),
  frames: nativeFrames,
  closing: "chat.end",
};

function nativeFrames({ name, data }: ServerEvent): readonly Frame[] {
  const chunk = json(data);
  if (chunk === undefined) return NOT_JSON;
  switch (name === "message" ? chunk["type"] : name) {
    case "error":
      return [{ kind: "fault", text: faultText(chunk) }];
    case "message.delta":
    case "reasoning.delta":
      return isText(chunk["content"]) ? [TOKEN] : [];
    case "tool_call.start":
      return [TOKEN];
    case "chat.end":
      return [...ending(record(record(chunk["result"])?.["stats"]) ?? {}), DONE];
    default:
      return [];
  }
}

function ending(stats: Json): readonly Frame[] {
  const seconds = number(stats["time_to_first_token_seconds"]);
  return [
    ...counted({ prompt: stats["input_tokens"], output: stats["total_output_tokens"] }),
    ...told({
      firstToken: seconds === undefined ? undefined : seconds * 1000,
      rate: stats["tokens_per_second"],
    }),
  ];
}
