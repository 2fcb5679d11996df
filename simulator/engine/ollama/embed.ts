import { tokensIn } from "../generation.ts";
import { type Exchange, objectOf, type Routes, sendJson, textOf } from "../http.ts";
import { embeddings, vectorsOf } from "../vectors.ts";
import type { Engine } from "./engine.ts";
import { keepAliveOf } from "./settings.ts";

/** Reads the prompt as an answer would, and stops where an answer would begin: the slot is taken meanwhile. */
async function readIn(
  { engine, signal }: Exchange<Engine>,
  body: Readonly<Record<string, unknown>>,
): Promise<number> {
  const promptTokens = [body["input"]].flat().reduce<number>((sum, text) => sum + tokensIn(textOf(text)), 0);
  const keepAlive = keepAliveOf(body["keep_alive"]) ?? engine.settings.keepAlive;
  const wish = { promptTokens, limit: 1, keepAlive, signal };
  const tokens = engine.generate(engine.installed(textOf(body["model"])), wish);
  while ((await tokens.next()).done !== true);
  return promptTokens;
}

async function native(exchange: Exchange<Engine>): Promise<void> {
  const body = await objectOf(exchange.request);
  const tokens = await readIn(exchange, body);
  sendJson(exchange.response, 200, {
    model: textOf(body["model"]),
    embeddings: vectorsOf(body["input"]),
    prompt_eval_count: tokens,
  });
}

async function openAi(exchange: Exchange<Engine>): Promise<void> {
  const body = await objectOf(exchange.request);
  await readIn(exchange, body);
  sendJson(exchange.response, 200, embeddings(textOf(body["model"]), body["input"]));
}

/** Vectors, by Ollama's API and by OpenAI's. */
export const EMBED: Routes<Engine> = {
  "/api/embed": { POST: native },
  "/v1/embeddings": { POST: openAi },
};
