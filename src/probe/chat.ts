import { prompt } from "../load/prompt.ts";

/** What decides the body of one chat request. */
export interface ChatWish {
  readonly model: string;
  readonly nonce: string;
  readonly seed: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
}

/**
 * The body of a streaming chat completion, greedy, with the token counts of the server asked for. It carries no seed:
 * mlx_lm.server takes requests that have one out of its batch, and a climb would measure one stream at a time.
 */
export function chatBody(wish: ChatWish): string {
  const { nonce, seed, promptTokens: tokens } = wish;
  return JSON.stringify({
    model: wish.model,
    messages: [{ role: "user", content: prompt({ nonce, seed, tokens }) }],
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: wish.outputTokens,
    temperature: 0,
  });
}
