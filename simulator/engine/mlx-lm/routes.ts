import { type Exchange, objectOf, type Route, type Routes, sendJson, textOf } from "../http.ts";
import { type Completion, complete, limitOf, promptOf, promptTokensOf } from "../openai.ts";
import type { MlxServer } from "./server.ts";

const health = ({ response }: Exchange<MlxServer>): void => sendJson(response, 200, { status: "ok" });

const models = ({ engine, response }: Exchange<MlxServer>): void =>
  sendJson(response, 200, {
    object: "list",
    data: [{ id: engine.settings.model, object: "model", created: Math.floor(Date.now() / 1000) }],
  });

const answer =
  (kind: Completion["kind"]): Route<MlxServer> =>
  async ({ engine, request, response, signal }) => {
    const body = await objectOf(request);
    const promptTokens = promptTokensOf(body, kind);
    await engine.load(textOf(body["model"]));
    const messages = body["messages"];
    const prompt = kind === "chat" && Array.isArray(messages) ? promptOf(messages) : textOf(body["prompt"]);
    const tokens = engine.generate(prompt, {
      promptTokens,
      limit: limitOf(body, engine.settings.maxTokens),
      alone: body["seed"] !== undefined && body["seed"] !== null,
      signal,
    });
    const model = textOf(body["model"]) || "default_model";
    return complete({ response, model, body, tokens, kind, dialect: { fingerprint: "0.31.3-mlx" } });
  };

/** The API of mlx_lm.server: no key, no metrics, no slots. */
export const ROUTES: Routes<MlxServer> = {
  "/health": { GET: health },
  "/v1/models": { GET: models },
  "/v1/chat/completions": { POST: answer("chat") },
  "/chat/completions": { POST: answer("chat") },
  "/v1/completions": { POST: answer("text") },
};
