import type { LlamaServerEngine } from "../src/model/engine.ts";
import { type EngineJobWish, engineJob, engineProgram } from "./engine-job.ts";
import type { LaunchdJob } from "./launchd-plist.ts";

const MEBIBYTE = 1024 ** 2;

/** One GGUF file, under the name that clients write. */
export interface LlamaServerWish extends EngineJobWish<LlamaServerEngine> {
  readonly file: string;
  readonly alias: string;
}

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
  const cache = ["--cache-ram", String(Math.floor(engine.promptCache / MEBIBYTE))];
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
      ...[...sizes, "--no-kv-unified", "--fit", "off", ...cache, ...kv],
      ...["--gpu-layers", "999", "--slots", "--metrics", "--offline", "--no-ui"],
    ],
    environment: {},
  });
}
