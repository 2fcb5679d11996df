import type { MlxLmEngine } from "../src/model/engine.ts";
import { type EngineJobWish, engineJob, engineProgram } from "./engine-job.ts";
import type { LaunchdJob } from "./launchd-plist.ts";

/** One snapshot: a directory called as clients call the model, and the directory that holds it. */
export interface MlxLmWish extends EngineJobWish<MlxLmEngine> {
  readonly above: string;
  readonly folder: string;
}

/**
 * The launchd job of `mlx_lm.server`. It loads whatever a request names, from the hub if need be: it is offline, and the
 * model is a path below its working directory, so that clients may write that name. Its prompt cache has no bound of its
 * own, and the growth has ended in kernel panics; its answers end at 512 tokens (mlx_lm/server.py of mlx-lm).
 */
export function mlxLmJob(wish: MlxLmWish): LaunchdJob {
  const { engine, port, above, folder } = wish;
  return engineJob(wish, {
    argv: [
      engineProgram(wish),
      ...["--model", folder, "--host", "127.0.0.1", "--port", String(port)],
      ...["--decode-concurrency", String(engine.parallel), "--prompt-concurrency", String(engine.parallel)],
      ...["--prompt-cache-bytes", String(engine.promptCache), "--max-tokens", String(engine.contextLength)],
    ],
    environment: { HF_HUB_OFFLINE: "1", TRANSFORMERS_OFFLINE: "1", PYTHONUNBUFFERED: "1" },
    workingDirectory: above,
  });
}
