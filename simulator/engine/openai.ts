import type { ServerResponse } from "node:http";
import { type Totals, tokensIn } from "./generation.ts";
import { sendJson, textOf } from "./http.ts";
import { Problem } from "./problem.ts";

type Body = Readonly<Record<string, unknown>>;

/** How engines differ in the same API. */
export interface Dialect {
  /** `system_fingerprint`; absent where the engine sends none. */
  readonly fingerprint?: string;
  /** Sends the role in a chunk of its own before the first token. */
  readonly roleFirst?: boolean;
  /** What the whole answer carries besides; the last chunk of a stream too. */
  readonly extra?: (totals: Totals) => object;
}

/** One answer in the making. */
export interface Completion {
  readonly response: ServerResponse;
  readonly model: string;
  readonly body: Body;
  readonly tokens: AsyncGenerator<string, Totals>;
  readonly dialect: Dialect;
  /** Chat messages, or the text of the older API. */
  readonly kind: "chat" | "text";
}

const seconds = (): number => Math.floor(Date.now() / 1000);

const usageOf = ({ promptTokens, outputTokens }: Totals) => ({
  prompt_tokens: promptTokens,
  completion_tokens: outputTokens,
  total_tokens: promptTokens + outputTokens,
});

let served = 0;

function headOf({ model, dialect, kind }: Completion, chunk: boolean): object {
  served += 1;
  const object = kind === "text" ? "text_completion" : `chat.completion${chunk ? ".chunk" : ""}`;
  const fingerprint = dialect.fingerprint === undefined ? {} : { system_fingerprint: dialect.fingerprint };
  return {
    id: `${kind === "chat" ? "chatcmpl" : "cmpl"}-${served}`,
    object,
    created: seconds(),
    model,
    ...fingerprint,
  };
}

const choice = (kind: Completion["kind"], content: string, finish_reason: string | null) => ({
  choices: [
    kind === "chat"
      ? { index: 0, delta: { role: "assistant", content }, finish_reason }
      : { index: 0, text: content, finish_reason },
  ],
});

const includesUsage = (body: Body): boolean =>
  ((body["stream_options"] ?? {}) as Body)["include_usage"] === true;

/** One `data:` line per token; usage only when it was asked for; `[DONE]` only when all went well. */
async function stream(completion: Completion): Promise<void> {
  const { response, tokens, dialect, kind, body } = completion;
  const head = headOf(completion, true);
  const send = (part: object) => response.write(`data: ${JSON.stringify({ ...head, ...part })}\n\n`);
  let next = await tokens.next();
  response.writeHead(200, { "content-type": "text/event-stream" });
  if (dialect.roleFirst === true && kind === "chat")
    send({ choices: [{ index: 0, delta: { role: "assistant", content: null }, finish_reason: null }] });
  for (; next.done !== true; next = await tokens.next()) send(choice(kind, next.value, null));
  send({ ...choice(kind, "", next.value.reason), ...dialect.extra?.(next.value) });
  if (includesUsage(body)) send({ choices: [], usage: usageOf(next.value) });
  response.end("data: [DONE]\n\n");
}

async function whole(completion: Completion): Promise<void> {
  const { response, tokens, dialect, kind } = completion;
  const head = headOf(completion, false);
  let content = "";
  let next = await tokens.next();
  for (; next.done !== true; next = await tokens.next()) content += next.value;
  const said = kind === "chat" ? { message: { role: "assistant", content } } : { text: content };
  sendJson(response, 200, {
    ...head,
    choices: [{ index: 0, ...said, finish_reason: next.value.reason }],
    usage: usageOf(next.value),
    ...dialect.extra?.(next.value),
  });
}

/** Answers as a stream or in one piece, as the body asks. */
export const complete = (completion: Completion): Promise<void> =>
  completion.body["stream"] === true ? stream(completion) : whole(completion);

/** The contents of chat messages, one after the other. */
export const promptOf = (messages: readonly unknown[]): string =>
  messages.map((message) => textOf((message as Body)["content"])).join("\n");

/** Tokens of what a body asks, for chat messages or a prompt. Throws a 400 Problem when it asks nothing. */
export function promptTokensOf(body: Body, kind: Completion["kind"]): number {
  if (kind === "text") return tokensIn(textOf(body["prompt"]));
  const messages = body["messages"];
  if (!Array.isArray(messages) || messages.length === 0)
    throw new Problem(400, "[] is too short - 'messages'");
  return tokensIn(promptOf(messages));
}

/** The most tokens a body wants; `otherwise` when it names none. */
export function limitOf(body: Body, otherwise = Number.POSITIVE_INFINITY): number {
  const limit = body["max_tokens"] ?? body["max_completion_tokens"];
  return typeof limit === "number" && limit > 0 ? limit : otherwise;
}
