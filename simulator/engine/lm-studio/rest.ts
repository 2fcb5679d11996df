import type { Totals } from "../generation.ts";
import { type Exchange, objectOf, type Routes, sendJson, textOf } from "../http.ts";
import type { Backend, Instance } from "./backend.ts";
import { type DownloadedModel, downloaded } from "./model-folder.ts";
import type { Runtime } from "./runtimes.ts";

type Asked = Exchange<Backend>;

const MAX_CONTEXT = 262_144;

/** Of a model that embeds it tells no more than its context. */
const configOf = ({ context, slots, model }: Instance) =>
  model.type === "embedding"
    ? { context_length: context }
    : {
        context_length: context,
        eval_batch_size: 512,
        parallel: slots.size,
        flash_attention: true,
        offload_kv_cache_to_gpu: true,
      };

/** `loading` shows here only: `lms ps` says idle. */
function stateOf(engine: Backend, { key }: DownloadedModel): "loaded" | "loading" | "not-loaded" {
  const held = engine.instances.filter(({ model }) => model.key === key);
  if (held.length === 0) return "not-loaded";
  return held.some(({ isLoaded }) => isLoaded) ? "loaded" : "loading";
}

const v0 = ({ engine, response }: Asked): void =>
  sendJson(response, 200, {
    object: "list",
    data: downloaded(engine.home.models).map((model) => ({
      id: model.key,
      object: "model",
      type: model.type === "llm" ? "llm" : "embeddings",
      publisher: model.publisher,
      arch: "qwen3",
      compatibility_type: model.format === "gguf" ? "gguf" : "mlx",
      quantization: model.quantization,
      state: stateOf(engine, model),
      max_context_length: MAX_CONTEXT,
    })),
  });

const v1 = ({ engine, response }: Asked): void =>
  sendJson(response, 200, {
    models: downloaded(engine.home.models).map((model) => ({
      type: model.type,
      publisher: model.publisher,
      key: model.key,
      display_name: model.key.split("/")[1],
      quantization: { name: model.quantization, bits_per_weight: 4 },
      size_bytes: model.bytes,
      loaded_instances: engine.instances
        .filter((one) => one.isLoaded && one.model.key === model.key)
        .map((one) => ({ id: one.identifier, config: configOf(one) })),
      max_context_length: MAX_CONTEXT,
      format: model.format === "gguf" ? "gguf" : "mlx",
    })),
  });

async function load({ engine, request, response }: Asked): Promise<void> {
  const body = await objectOf(request);
  const begun = performance.now();
  const context = body["context_length"];
  const instance = await engine.load({
    model: textOf(body["model"]),
    ...(typeof context === "number" ? { context } : {}),
  });
  sendJson(response, 200, {
    type: instance.model.type,
    instance_id: instance.identifier,
    load_time_seconds: (performance.now() - begun) / 1000,
    status: "loaded",
    ...(body["echo_load_config"] === true ? { load_config: configOf(instance) } : {}),
  });
}

async function unload({ engine, request, response }: Asked): Promise<void> {
  const { instance_id: id } = await objectOf(request);
  if (engine.unload(textOf(id))) return sendJson(response, 200, { instance_id: id });
  sendJson(response, 404, {
    error: { type: "model_not_found", message: `Model instance "${textOf(id)}" not found` },
  });
}

/** What replies of the v0 API carry besides. */
export const statsOf = (runtime: Runtime) => (totals: Totals) => ({
  stats: {
    tokens_per_second: (totals.outputTokens / totals.decode) * 1000,
    time_to_first_token: totals.prefill / 1000,
    generation_time: totals.decode / 1000,
    stop_reason: totals.reason === "stop" ? "eosFound" : "maxPredictedTokensReached",
  },
  runtime: { name: runtime.name, version: runtime.version, supported_formats: [runtime.format] },
});

/** LM Studio's own API. */
export const REST: Routes<Backend> = {
  "/lmstudio-greeting": { GET: ({ response }) => sendJson(response, 200, { lmstudio: true }) },
  "/api/v0/models": { GET: v0 },
  "/api/v1/models": { GET: v1 },
  "/api/v1/models/load": { POST: load },
  "/api/v1/models/unload": { POST: unload },
};
