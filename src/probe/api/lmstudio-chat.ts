import type { Dialect } from "../dialect.ts";
import { type Frame, told } from "../frame.ts";
import { json, number, record } from "../json.ts";
import type { ServerEvent } from "../reader/reader.ts";
import { chatFrames, openAiChat } from "./openai-chat.ts";

/** LM Studio's REST API v0: OpenAI's chat, with stats of its own on the last chunk. */
export const lmStudioChat: Dialect = {
  ...openAiChat,
  path: "/api/v0/chat/completions",
  frames: (event) => [...stats(event), ...chatFrames(event)],
};

function stats({ data }: ServerEvent): readonly Frame[] {
  const own = record(json(data)?.["stats"]);
  const seconds = number(own?.["time_to_first_token"]);
  return told({
    firstToken: seconds === undefined ? undefined : seconds * 1000,
    rate: own?.["tokens_per_second"],
  });
}
