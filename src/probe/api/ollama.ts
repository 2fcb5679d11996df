import { counted, DONE, type Frame, faultText, NOT_JSON, TOKEN, told } from "../frame.ts";
import { type Json, json, number } from "../json.ts";
import type { ServerEvent } from "../reader/reader.ts";

const NANOSECONDS_PER_MS = 1e6;

/** Greedy, and no longer than asked. */
export const options = (outputTokens: number): object => ({
  options: { num_predict: outputTokens, temperature: 0 },
});

/** Reads lines of Ollama's stream; `hasToken` says where this API keeps its words. The line that says `done` has the counts. */
export const streamFrames =
  (hasToken: (chunk: Json) => boolean) =>
  ({ data }: ServerEvent): readonly Frame[] => {
    const chunk = json(data);
    if (chunk === undefined) return NOT_JSON;
    if (chunk["error"] !== undefined) return [{ kind: "fault", text: faultText(chunk) }];
    const token = hasToken(chunk) ? [TOKEN] : [];
    return chunk["done"] === true ? [...token, ...counts(chunk), ...times(chunk), DONE] : token;
  };

const counts = (chunk: Json): readonly Frame[] =>
  counted({ prompt: chunk["prompt_eval_count"], output: chunk["eval_count"] });

/** Durations are nanoseconds; what comes before the first token is loading the model and reading the prompt. */
function times(chunk: Json): readonly Frame[] {
  const prompt = number(chunk["prompt_eval_duration"]);
  const [tokens, took] = [number(chunk["eval_count"]), number(chunk["eval_duration"])];
  return told({
    firstToken:
      prompt === undefined
        ? undefined
        : (prompt + (number(chunk["load_duration"]) ?? 0)) / NANOSECONDS_PER_MS,
    rate: tokens === undefined || !took ? undefined : (tokens / took) * 1e9,
  });
}
