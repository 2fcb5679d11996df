import { type Exchange, objectOf, type Route, type Routes, sendJson, textOf } from "../http.ts";
import { type Completion, complete, limitOf, promptTokensOf } from "../openai.ts";
import { embeddings, readIn, tokensOf } from "../vectors.ts";
import type { Backend } from "./backend.ts";
import { downloaded, findModel } from "./model-folder.ts";
import { statsOf } from "./rest.ts";
import { selectedRuntime } from "./runtimes.ts";

const answer =
  (kind: Completion["kind"], withStats: boolean): Route<Backend> =>
  async ({ engine, request, response, signal }) => {
    const body = await objectOf(request);
    const promptTokens = promptTokensOf(body, kind);
    const model = textOf(body["model"]);
    engine.demand(model, "llm");
    const tokens = engine.generate(model, { promptTokens, limit: limitOf(body), signal });
    const format = findModel(engine.home.models, model)?.format ?? "gguf";
    const runtime = selectedRuntime(format, engine.home.chosenRuntimes);
    const dialect = { fingerprint: model, ...(withStats ? { extra: statsOf(runtime) } : {}) };
    return complete({ response, model, body, tokens, kind, dialect });
  };

/** With JIT loading every model on disk is listed, loaded or not. */
const models = ({ engine, response }: Exchange<Backend>): void =>
  sendJson(response, 200, {
    object: "list",
    data: downloaded(engine.home.models).map(({ key }) => ({
      id: key,
      object: "model",
      owned_by: "organization_owner",
    })),
  });

const embed: Route<Backend> = async ({ engine, request, response, signal }) => {
  const body = await objectOf(request);
  const model = textOf(body["model"]);
  engine.demand(model, "embedding");
  await readIn(engine.generate(model, { promptTokens: tokensOf(body["input"]), limit: 1, signal }));
  sendJson(response, 200, embeddings(model, body["input"]));
};

/** The OpenAI-compatible part, and the same with stats under /api/v0. */
export const OPENAI: Routes<Backend> = {
  "/v1/models": { GET: models },
  "/v1/chat/completions": { POST: answer("chat", false) },
  "/v1/completions": { POST: answer("text", false) },
  "/v1/embeddings": { POST: embed },
  "/api/v0/chat/completions": { POST: answer("chat", true) },
  "/api/v0/completions": { POST: answer("text", true) },
  "/api/v0/embeddings": { POST: embed },
};
