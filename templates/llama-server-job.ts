import type { LlamaServerEngine } from "../src/model/engine.ts";
import type { VectorPooling } from "../src/model/shape.ts";
import { type EngineJobWish, engineJob, engineProgram } from "./engine-job.ts";
import type { LaunchdJob } from "./launchd-plist.ts";

const MEBIBYTE = 1024 ** 2;

/** One GGUF file, under the name that clients write. */
export interface LlamaServerWish extends EngineJobWish<LlamaServerEngine> {
  readonly file: string;
  readonly alias: string;
  /** Of a model that embeds; `told` when its own header is to be believed. */
  readonly vectors?: VectorPooling | "told";
}

/**
 * A server of vectors answers nothing else. A text has to fit into one physical batch (512 tokens where nothing is said, and
 * an error 500 above), so both batches are as long as a slot (llama.cpp#12836). What the header says is said again: another
 * pooling gives vectors of the same size that mean nothing.
 */
const vectorFlags = ({ engine, vectors }: LlamaServerWish): readonly string[] => {
  const batch = String(engine.contextLength);
  if (vectors === undefined) return [];
  const pooling = vectors === "told" ? [] : ["--pooling", vectors];
  return ["--embeddings", ...pooling, "--batch-size", batch, "--ubatch-size", batch];
};

/** Prompts that are kept beside the slots, MiB; of what was read for a vector there are none. */
const cacheFlags = ({ engine, vectors }: LlamaServerWish): readonly string[] => [
  "--cache-ram",
  String(vectors === undefined ? Math.floor(engine.promptCache / MEBIBYTE) : 0),
];

/**
 * The launchd job of llama.cpp's server. Sizes are explicit: with `--fit on` it silently shrinks what was left out, with
 * `--parallel` left out all slots share one context, and its prompt cache takes 8 GiB (tools/server/README.md of llama.cpp).
 */
export function llamaServerJob(wish: LlamaServerWish): LaunchdJob {
  const { engine, port, file, alias } = wish;
  const sizes = [
    "--parallel",
    String(engine.parallel),
    "--ctx-size",
    String(engine.contextLength * engine.parallel),
  ];
  const { kvCacheType: type } = engine;
  const kv = [
    "--cache-type-k",
    type,
    "--cache-type-v",
    type,
    ...(type === "f16" ? [] : ["--flash-attn", "on"]),
  ];
  return engineJob(wish, {
    argv: [
      engineProgram(wish),
      ...["--model", file, "--alias", alias],
      ...["--host", "127.0.0.1", "--port", String(port)],
      ...[...sizes, "--no-kv-unified", "--fit", "off", ...cacheFlags(wish), ...kv],
      ...vectorFlags(wish),
      ...["--gpu-layers", "999", "--slots", "--metrics", "--offline", "--no-ui"],
    ],
    environment: {},
  });
}
