import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import type { Curve } from "../../simulator/engine/curve.ts";
import { Engine } from "../../simulator/engine/ollama/engine.ts";
import { serve } from "../../simulator/engine/ollama/serve.ts";
import { settingsOf } from "../../simulator/engine/ollama/settings.ts";
import { freePorts } from "../../simulator/ports.ts";
import { close } from "../../simulator/server.ts";

/** An Ollama on a laptop, simulated, with `parallel` slots and the models it was given. */
export interface Laptop {
  readonly url: string;
  readonly engine: Engine;
  stop(): Promise<void>;
}

const QUICK: Partial<Curve> = {
  prefillTokensPerSecond: 4000,
  decodeTokensPerSecond: 400,
  loadMilliseconds: 1,
};

export async function laptop(models: readonly string[], parallel = 1): Promise<Laptop> {
  const directory = mkdtempSync("/tmp/espalier-laptop-");
  const [port = 0] = await freePorts(1);
  writeFileSync(join(directory, "llama-server"), "");
  writeFileSync(join(directory, "curve.json"), JSON.stringify(QUICK));
  for (const model of models) install(join(directory, "models"), model);
  const environment = {
    OLLAMA_HOST: `127.0.0.1:${port}`,
    OLLAMA_MODELS: join(directory, "models"),
    OLLAMA_NUM_PARALLEL: String(parallel),
    OLLAMA_KEEP_ALIVE: "-1",
  };
  const settings = settingsOf(environment, directory);
  const engine = new Engine({ version: "0.35.1", settings, release: directory, state: undefined });
  const server: Server = await serve(engine);
  const stop = async (): Promise<void> => {
    await close(server);
    rmSync(directory, { recursive: true });
  };
  return { url: `http://127.0.0.1:${port}`, engine, stop };
}

/** A manifest of one blob, as Ollama lays both down. */
function install(store: string, model: string): void {
  const [name = "", tag = "latest"] = model.split(":");
  const digest = `sha256:${"0".repeat(64)}`;
  const folder = join(store, "manifests/registry.ollama.ai/library", name);
  for (const path of [folder, join(store, "blobs")]) mkdirSync(path, { recursive: true });
  // An empty config: the model takes no memory to speak of.
  const layer = { digest, size: 2, mediaType: "application/vnd.ollama.image.json", name: "config.json" };
  writeFileSync(join(folder, tag), JSON.stringify({ config: layer, layers: [layer], about: model }));
  writeFileSync(join(store, "blobs", digest.replace(":", "-")), "{}");
}
