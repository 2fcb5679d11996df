import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { tinySnapshot } from "../../simulator/tiny/snapshot.ts";
import { admitFiles } from "./files.ts";
import { type RealEngine, type Running, startProgram } from "./running.ts";

async function start(parts: Parameters<RealEngine["start"]>[0]): Promise<Running> {
  const { path, root, port } = parts;
  const folder = join(root, "models");
  mkdirSync(folder, { recursive: true });
  await admitFiles(root, folder, tinySnapshot(1));
  const stop = await startProgram({
    argv: [path, "--model", folder, "--host", "127.0.0.1", "--port", String(port)],
    environment: { HF_HUB_OFFLINE: "1" },
    log: join(root, "engine.log"),
    page: `http://127.0.0.1:${port}/health`,
  });
  return { port, model: folder, proxied: { probe: "/health", api: "openai" }, stop };
}

/** mlx_lm.server with one snapshot. */
export const MLX_LM: RealEngine = { program: "mlx_lm.server", version: ["--help"], start };
