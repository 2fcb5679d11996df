import { type Totals, tokensIn } from "../generation.ts";
import { type Exchange, objectOf, type Routes, sendJson, textOf } from "../http.ts";
import { promptOf } from "../openai.ts";
import type { Engine } from "./engine.ts";
import type { InstalledModel } from "./model-store.ts";
import { keepAliveOf } from "./settings.ts";

const NANO = 1_000_000;

/** Year 2318 stands for "for ever", as Ollama prints it. */
const expiry = (at: number): string =>
  (Number.isFinite(at) ? new Date(at) : new Date("2318-01-01")).toISOString();

const purposeOf = ({ store }: Engine, model: InstalledModel): string =>
  store.embeds(model) ? "embedding" : "completion";

const tags = ({ engine, response }: Exchange<Engine>): void =>
  sendJson(response, 200, {
    models: engine.store.list().map((model) => ({
      name: model.display,
      model: model.display,
      modified_at: model.modified.toISOString(),
      size: model.size,
      digest: model.digest,
      details: model.details,
      capabilities: [purposeOf(engine, model)],
    })),
  });

const resident = ({ engine, response }: Exchange<Engine>): void =>
  sendJson(response, 200, {
    models: engine.loaded.map(({ model: { display, digest, details }, expiresAt }) => ({
      name: display,
      model: display,
      size: engine.memory.of(digest),
      digest,
      details,
      expires_at: expiry(expiresAt),
      size_vram: Math.floor(engine.memory.of(digest) * (engine.curve.now.gpuPart ?? 1)),
      context_length: engine.settings.contextLength,
    })),
  });

async function show({ engine, request, response }: Exchange<Engine>): Promise<void> {
  const body = await objectOf(request);
  const model = engine.installed(textOf(body["model"] ?? body["name"]));
  sendJson(response, 200, {
    modelfile: "",
    parameters: "",
    template: "{{ .Prompt }}",
    license: "Apache-2.0",
    details: model.details,
    model_info: { "general.architecture": model.details.family },
    capabilities: [purposeOf(engine, model)],
  });
}

async function remove({ engine, request, response }: Exchange<Engine>): Promise<void> {
  const body = await objectOf(request);
  const model = engine.installed(textOf(body["model"] ?? body["name"]));
  await engine.preload(model, 0);
  engine.store.remove(model);
  response.writeHead(200).end();
}

const statistics = (totals: Totals) => ({
  total_duration: Math.round((totals.prefill + totals.decode) * NANO),
  load_duration: 0,
  prompt_eval_count: totals.promptTokens,
  prompt_eval_duration: Math.round(totals.prefill * NANO),
  eval_count: totals.outputTokens,
  eval_duration: Math.round(totals.decode * NANO),
});

/** How /api/generate and /api/chat differ: the key under which text travels. */
type Wrap = (text: string) => object;
const asResponse: Wrap = (text) => ({ response: text });
const asMessage: Wrap = (text) => ({ message: { role: "assistant", content: text } });

type Body = Readonly<Record<string, unknown>>;

/** What a request is for; a bare one has no prompt. */
interface Asked {
  readonly verb: "generate" | "chat";
  readonly isBare: boolean;
}

interface Answering {
  readonly exchange: Exchange<Engine>;
  readonly model: InstalledModel;
  readonly body: Body;
  readonly prompt: string;
  readonly wrap: Wrap;
}

function tokensOf({ exchange: { engine, signal }, model, body, prompt }: Answering) {
  const options = (body["options"] ?? {}) as Readonly<Record<string, unknown>>;
  const limit = options["num_predict"];
  return engine.generate(model, {
    promptTokens: tokensIn(prompt),
    limit: typeof limit === "number" && limit > 0 ? limit : Number.POSITIVE_INFINITY,
    keepAlive: keepAliveOf(body["keep_alive"]) ?? engine.settings.keepAlive,
    signal,
  });
}

async function answer(answering: Answering): Promise<void> {
  const { exchange, body, wrap } = answering;
  const { response } = exchange;
  const head = () => ({ model: textOf(body["model"]), created_at: new Date().toISOString() });
  const streaming = body["stream"] !== false;
  const tokens = tokensOf(answering);
  let text = "";
  let next = await tokens.next();
  if (streaming) response.writeHead(200, { "content-type": "application/x-ndjson" });
  for (; next.done !== true; next = await tokens.next()) {
    text += next.value;
    if (streaming) response.write(`${JSON.stringify({ ...head(), ...wrap(next.value), done: false })}\n`);
  }
  const end = {
    ...head(),
    ...wrap(streaming ? "" : text),
    done: true,
    done_reason: next.value.reason,
    ...statistics(next.value),
  };
  if (streaming) response.end(`${JSON.stringify(end)}\n`);
  else sendJson(response, 200, end);
}

/** A request without prompt only loads, or unloads when it keeps nothing alive. */
async function preload({ exchange, model, body, wrap }: Answering): Promise<void> {
  const { engine, response } = exchange;
  const keepAlive = keepAliveOf(body["keep_alive"]) ?? engine.settings.keepAlive;
  await engine.preload(model, keepAlive);
  sendJson(response, 200, {
    model: textOf(body["model"]),
    created_at: new Date().toISOString(),
    ...wrap(""),
    done: true,
    done_reason: keepAlive === 0 ? "unload" : "load",
  });
}

/** To go is asked of any model; whatever else is asked here, only of one that generates. */
function modelOf({ engine }: Exchange<Engine>, body: Body, asked: Asked): InstalledModel {
  const name = textOf(body["model"]);
  const leaves = asked.isBare && keepAliveOf(body["keep_alive"]) === 0;
  return leaves ? engine.installed(name) : engine.generating(name, asked.verb);
}

async function generate(exchange: Exchange<Engine>): Promise<void> {
  const body = await objectOf(exchange.request);
  const prompt = textOf(body["prompt"]);
  const isBare = prompt === "";
  const model = modelOf(exchange, body, { verb: "generate", isBare });
  const answering = { exchange, model, body, prompt, wrap: asResponse };
  return isBare ? preload(answering) : answer(answering);
}

async function chat(exchange: Exchange<Engine>): Promise<void> {
  const body = await objectOf(exchange.request);
  const messages = Array.isArray(body["messages"]) ? body["messages"] : [];
  const isBare = messages.length === 0;
  const model = modelOf(exchange, body, { verb: "chat", isBare });
  const answering = { exchange, model, body, prompt: promptOf(messages), wrap: asMessage };
  return isBare ? preload(answering) : answer(answering);
}

const running = ({ response }: Exchange<Engine>): void => {
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end("Ollama is running");
};

/** Ollama's own API. */
export const NATIVE: Routes<Engine> = {
  "/": { GET: running, HEAD: running },
  "/api/version": { GET: ({ engine, response }) => sendJson(response, 200, { version: engine.version }) },
  "/api/tags": { GET: tags },
  "/api/ps": { GET: resident },
  "/api/show": { POST: show },
  "/api/generate": { POST: generate },
  "/api/chat": { POST: chat },
  "/api/delete": { DELETE: remove },
};
