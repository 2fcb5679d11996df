import { basename } from "node:path";
import type { Totals } from "../generation.ts";
import { type Exchange, objectOf, type Route, type Routes, sendJson, sendText, textOf } from "../http.ts";
import { type Completion, complete, limitOf, promptTokensOf } from "../openai.ts";
import { Problem } from "../problem.ts";
import { embeddings, readIn, textsOf, tokensOf } from "../vectors.ts";
import { metricsOf } from "./metrics.ts";
import type { LlamaServer } from "./server.ts";

type Asked = Exchange<LlamaServer>;

const nameOf = ({ settings }: LlamaServer): string => settings.alias ?? basename(settings.model);

const timings = ({ promptTokens, outputTokens, prefill, decode }: Totals): object => ({
  timings: {
    cache_n: 0,
    prompt_n: promptTokens,
    prompt_ms: prefill,
    prompt_per_token_ms: prefill / promptTokens,
    prompt_per_second: (promptTokens / prefill) * 1000,
    predicted_n: outputTokens,
    predicted_ms: decode,
    predicted_per_token_ms: decode / outputTokens,
    predicted_per_second: (outputTokens / decode) * 1000,
  },
});

const health = ({ response }: Asked): void => sendJson(response, 200, { status: "ok" });

const props = ({ engine, response }: Asked): void =>
  sendJson(response, 200, {
    default_generation_settings: { n_ctx: engine.slotContext, params: { n_predict: -1 } },
    total_slots: engine.settings.slots,
    model_alias: nameOf(engine),
    model_path: engine.settings.model,
    modalities: { vision: false, audio: false },
    chat_template: "{{ messages }}",
    bos_token: "",
    eos_token: "<|im_end|>",
    build_info: engine.version,
    is_sleeping: false,
  });

function slots({ engine, response, query }: Asked): void {
  if (!engine.settings.showsSlots)
    throw new Problem(501, "This server does not support slots endpoint. Start it with `--slots`");
  const { size, busy } = engine.stage.slots;
  if (query.has("fail_on_no_slot") && busy >= size) throw new Problem(503, "no slot available");
  const list = Array.from({ length: size }, (_, id) => ({
    id,
    id_task: id < busy ? id : -1,
    n_ctx: engine.slotContext,
    speculative: false,
    is_processing: id < busy,
  }));
  sendJson(response, 200, list);
}

function metrics({ engine, response }: Asked): void {
  if (!engine.settings.showsMetrics)
    throw new Problem(501, "This server does not support metrics endpoint. Start it with `--metrics`");
  response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(metricsOf(engine));
}

const models = ({ engine, response }: Asked): void =>
  sendJson(response, 200, {
    object: "list",
    data: [
      {
        id: nameOf(engine),
        object: "model",
        created: Math.floor(Date.now() / 1000),
        owned_by: "llamacpp",
        meta: { n_ctx_train: 40_960, size: engine.memory.of(engine.stage.key) },
      },
    ],
  });

/** A prompt that fills its slot is refused before it takes one. */
function admit({ slotContext }: LlamaServer, promptTokens: number): void {
  if (promptTokens < slotContext) return;
  throw new Problem(400, "the request exceeds the available context size, try increasing it");
}

const answer =
  (kind: Completion["kind"]): Route<LlamaServer> =>
  async ({ engine, request, response, signal }) => {
    if (engine.settings.embeds)
      throw new Problem(501, "This server does not support completions. Start it without `--embeddings`");
    const body = await objectOf(request);
    const promptTokens = promptTokensOf(body, kind);
    admit(engine, promptTokens);
    const tokens = engine.generate({ promptTokens, limit: limitOf(body), signal });
    const model = textOf(body["model"]) || nameOf(engine);
    const dialect = { fingerprint: engine.version, roleFirst: true, extra: timings };
    return complete({ response, model, body, tokens, kind, dialect });
  };

/** What it needs for one vector of a text. */
function demandVectors({ settings, pooling }: LlamaServer): void {
  if (!settings.embeds)
    throw new Problem(501, "This server does not support embeddings. Start it with `--embeddings`");
  if (pooling === "none")
    throw new Problem(400, "Pooling type 'none' is not OAI compatible. Please use a different pooling type");
}

/** Attention looks both ways, so that a text is read at once or not at all. */
function fitBatch({ settings: { batch } }: LlamaServer, tokens: number): void {
  if (tokens <= batch) return;
  const size = `(current batch size: ${batch})`;
  throw new Problem(
    500,
    `input (${tokens} tokens) is too large to process. increase the physical batch size ${size}`,
  );
}

/** A vector takes a slot for as long as its text is read. */
const embed: Route<LlamaServer> = async ({ engine, request, response, signal }) => {
  demandVectors(engine);
  const body = await objectOf(request);
  for (const text of textsOf(body["input"])) fitBatch(engine, tokensOf(text));
  await readIn(engine.generate({ promptTokens: tokensOf(body["input"]), limit: 1, signal }));
  sendJson(response, 200, embeddings(nameOf(engine), body["input"]));
};

/** The API of llama-server. */
export const ROUTES: Routes<LlamaServer> = {
  "/": { GET: ({ response }) => sendText(response, 200, "llama.cpp") },
  "/health": { GET: health },
  "/v1/health": { GET: health },
  "/props": { GET: props },
  "/slots": { GET: slots },
  "/metrics": { GET: metrics },
  "/models": { GET: models },
  "/v1/models": { GET: models },
  "/chat/completions": { POST: answer("chat") },
  "/v1/chat/completions": { POST: answer("chat") },
  "/completions": { POST: answer("text") },
  "/v1/completions": { POST: answer("text") },
  "/embeddings": { POST: embed },
  "/v1/embeddings": { POST: embed },
};
