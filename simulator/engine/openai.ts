import { type Totals, tokensIn } from "./generation.ts";
import { promptOf } from "./native.ts";
import { Problem } from "./problem.ts";
import { type Exchange, objectOf, type Routes, sendJson, textOf } from "./routes.ts";

const seconds = (): number => Math.floor(Date.now() / 1000);

const usageOf = ({ promptTokens, outputTokens }: Totals) => ({
  prompt_tokens: promptTokens,
  completion_tokens: outputTokens,
  total_tokens: promptTokens + outputTokens,
});

interface Completion {
  readonly exchange: Exchange;
  readonly model: string;
  readonly tokens: AsyncGenerator<string, Totals>;
  readonly includeUsage: boolean;
}

let served = 0;

/** One `data:` line per token; usage only when it was asked for; `[DONE]` only when all went well. */
async function stream({ exchange: { response }, model, tokens, includeUsage }: Completion): Promise<void> {
  served += 1;
  const head = {
    id: `chatcmpl-${served}`,
    object: "chat.completion.chunk",
    created: seconds(),
    model,
    system_fingerprint: "fp_ollama",
  };
  const send = (body: object) => response.write(`data: ${JSON.stringify({ ...head, ...body })}\n\n`);
  const choice = (content: string, finish_reason: string | null) => ({
    choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason }],
  });
  let next = await tokens.next();
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (; next.done !== true; next = await tokens.next()) send(choice(next.value, null));
  send(choice("", next.value.reason));
  if (includeUsage) send({ choices: [], usage: usageOf(next.value) });
  response.end("data: [DONE]\n\n");
}

async function whole({ exchange: { response }, model, tokens }: Completion): Promise<void> {
  served += 1;
  let content = "";
  let next = await tokens.next();
  for (; next.done !== true; next = await tokens.next()) content += next.value;
  sendJson(response, 200, {
    id: `chatcmpl-${served}`,
    object: "chat.completion",
    created: seconds(),
    model,
    system_fingerprint: "fp_ollama",
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: next.value.reason }],
    usage: usageOf(next.value),
  });
}

async function completions(exchange: Exchange): Promise<void> {
  const { engine, signal, request } = exchange;
  const body = await objectOf(request);
  const messages = body["messages"];
  if (!Array.isArray(messages) || messages.length === 0)
    throw new Problem(400, "[] is too short - 'messages'");
  const model = textOf(body["model"]);
  const limit = body["max_tokens"];
  const tokens = engine.generate(engine.installed(model), {
    promptTokens: tokensIn(promptOf(messages)),
    limit: typeof limit === "number" && limit > 0 ? limit : Number.POSITIVE_INFINITY,
    keepAlive: engine.settings.keepAlive,
    signal,
  });
  const options = (body["stream_options"] ?? {}) as Readonly<Record<string, unknown>>;
  const completion = { exchange, model, tokens, includeUsage: options["include_usage"] === true };
  return body["stream"] === true ? stream(completion) : whole(completion);
}

const list = ({ engine, response }: Exchange): void =>
  sendJson(response, 200, {
    object: "list",
    data: engine.store.list().map(({ display, modified }) => ({
      id: display,
      object: "model",
      created: Math.floor(modified.getTime() / 1000),
      owned_by: "library",
    })),
  });

/** The OpenAI-compatible part. */
export const OPENAI: Routes = {
  "/v1/chat/completions": { POST: completions },
  "/v1/models": { GET: list },
};
