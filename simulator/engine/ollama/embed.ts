import { type Exchange, objectOf, type Routes, sendJson, textOf } from "../http.ts";
import { embeddings, readIn, tokensOf, vectorsOf } from "../vectors.ts";
import type { Engine } from "./engine.ts";
import { keepAliveOf } from "./settings.ts";

/** The model stays as one that generates does. Returns the tokens that were read. */
async function read(
  { engine, signal }: Exchange<Engine>,
  body: Readonly<Record<string, unknown>>,
): Promise<number> {
  const promptTokens = tokensOf(body["input"]);
  const keepAlive = keepAliveOf(body["keep_alive"]) ?? engine.settings.keepAlive;
  const wish = { promptTokens, limit: 1, keepAlive, signal };
  await readIn(engine.generate(engine.installed(textOf(body["model"])), wish));
  return promptTokens;
}

async function native(exchange: Exchange<Engine>): Promise<void> {
  const body = await objectOf(exchange.request);
  const tokens = await read(exchange, body);
  sendJson(exchange.response, 200, {
    model: textOf(body["model"]),
    embeddings: vectorsOf(body["input"]),
    prompt_eval_count: tokens,
  });
}

/** The older page: one text under `prompt`, one vector. */
async function older(exchange: Exchange<Engine>): Promise<void> {
  const { model, prompt, keep_alive } = await objectOf(exchange.request);
  await read(exchange, { model, input: prompt, keep_alive });
  sendJson(exchange.response, 200, { embedding: vectorsOf(prompt)[0] });
}

async function openAi(exchange: Exchange<Engine>): Promise<void> {
  const body = await objectOf(exchange.request);
  await read(exchange, body);
  sendJson(exchange.response, 200, embeddings(textOf(body["model"]), body["input"]));
}

/** Vectors, by Ollama's API and by OpenAI's. */
export const EMBED: Routes<Engine> = {
  "/api/embed": { POST: native },
  "/api/embeddings": { POST: older },
  "/v1/embeddings": { POST: openAi },
};
