import type { Dialect } from "../dialect.ts";
import { counted, DONE, type Frame, faultText, NOT_JSON, TOKEN } from "../frame.ts";
import { isText, json, list, record } from "../json.ts";
import type { ServerEvent } from "../reader/reader.ts";
import { WholeReader } from "../reader/whole.ts";

/** Embeddings: the answer comes whole, and is its own first token. */
export const openAiEmbeddings: Dialect = {
  path: "/v1/embeddings",
  body: ({ model, prompt }) => ({ model, input: prompt, encoding_format: "float" }),
  reader: () => new WholeReader(),
  frames: embeddingFrames,
  closing: "vector",
};

function embeddingFrames({ data }: ServerEvent): readonly Frame[] {
  const answer = json(data);
  if (answer === undefined) return NOT_JSON;
  if (answer["error"]) return [{ kind: "fault", text: faultText(answer) }];
  const counts = record(answer["usage"]);
  const usage = counted({ prompt: counts?.["prompt_tokens"], output: 0 });
  return isVector(record(list(answer["data"])[0])?.["embedding"]) ? [TOKEN, ...usage, DONE] : usage;
}

/** Numbers, or their bytes in base64 where a server prefers that. */
const isVector = (value: unknown): boolean => list(value).length > 0 || isText(value);
