import type { GatewayGroup } from "./wish.ts";

/** What the engine of a host is asked to know that it works, and what of the answer shows it. */
interface Question {
  readonly path: string;
  readonly body: object;
  /** An extended regular expression. It matches early: of a long vector HAProxy looks at no more than a buffer. */
  readonly shape: string;
}

/** A first number: engines whose computation failed answer with empty lists, or with null in the place of numbers. */
const VECTOR = "[[:space:]]*\\[[[:space:]]*-?[0-9]";
/** A count of generated tokens that is not 0, as `first_token` of a host wants it: an answer without a token is none. */
const SOME = "[[:space:]]*[1-9]";

const text = (model: string) => ({ model, prompt: "ping", stream: false });

/** One token; of a model that embeds one vector, since it refuses to generate. */
export function question({ served, api, embeds }: GatewayGroup): Question {
  const vector = { model: served, input: "ping" };
  if (api === "ollama")
    return embeds
      ? { path: "/api/embed", body: vector, shape: `"embeddings":[[:space:]]*\\[${VECTOR}` }
      : {
          path: "/api/generate",
          body: { ...text(served), options: { num_predict: 1 } },
          shape: `"eval_count":${SOME}`,
        };
  return embeds
    ? { path: "/v1/embeddings", body: vector, shape: `"embedding":${VECTOR}` }
    : {
        path: "/v1/completions",
        body: { ...text(served), max_tokens: 1 },
        shape: `"completion_tokens":${SOME}`,
      };
}
