import type { Dialect } from "../dialect.ts";
import { counted, DONE, type Frame, faultText, NOT_JSON, TOKEN } from "../frame.ts";
import { json, list } from "../json.ts";
import type { ServerEvent } from "../reader/reader.ts";
import { WholeReader } from "../reader/whole.ts";

/** Ollama's own embeddings. A prompt that does not fit is an error here, and not cut in silence. */
export const ollamaEmbed: Dialect = {
  path: "/api/embed",
  body: ({ model, prompt }) => ({ model, input: prompt, truncate: false }),
  reader: () => new WholeReader(),
  frames: embedFrames,
  closing: "vector",
};

function embedFrames({ data }: ServerEvent): readonly Frame[] {
  const answer = json(data);
  if (answer === undefined) return NOT_JSON;
  if (answer["error"] !== undefined) return [{ kind: "fault", text: faultText(answer) }];
  const usage = counted({ prompt: answer["prompt_eval_count"], output: 0 });
  return list(list(answer["embeddings"])[0]).length > 0 ? [TOKEN, ...usage, DONE] : usage;
}
