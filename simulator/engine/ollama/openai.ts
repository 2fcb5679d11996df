import { type Exchange, objectOf, type Routes, sendJson, textOf } from "../http.ts";
import { type Completion, complete, limitOf, promptTokensOf } from "../openai.ts";
import type { Engine } from "./engine.ts";

/** `max_completion_tokens` is not looked at, as in Ollama. */
const answer = (kind: Completion["kind"]) => async (exchange: Exchange<Engine>) => {
  const { engine, signal, request, response } = exchange;
  const body = await objectOf(request);
  const promptTokens = promptTokensOf(body, kind);
  const model = textOf(body["model"]);
  const tokens = engine.generate(engine.generating(model, kind === "chat" ? "chat" : "generate"), {
    promptTokens,
    limit: limitOf({ max_tokens: body["max_tokens"] }),
    keepAlive: engine.settings.keepAlive,
    signal,
  });
  return complete({ response, model, body, tokens, kind, dialect: { fingerprint: "fp_ollama" } });
};

const list = ({ engine, response }: Exchange<Engine>): void =>
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
export const OPENAI: Routes<Engine> = {
  "/v1/chat/completions": { POST: answer("chat") },
  "/v1/completions": { POST: answer("text") },
  "/v1/models": { GET: list },
};
