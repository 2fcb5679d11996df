import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tinyGguf } from "../../simulator/tiny/gguf.ts";
import { digestOf } from "../../src/model/digest.ts";
import { demand } from "./demand.ts";
import { admitFiles } from "./files.ts";
import { tryVectors } from "./llama-vectors.ts";
import { type RealEngine, type Running, startProgram } from "./running.ts";

const SLOTS = 2;

async function start(parts: Parameters<RealEngine["start"]>[0]): Promise<Running> {
  const { path, root, port } = parts;
  const folder = join(root, "models");
  mkdirSync(folder, { recursive: true });
  const data = tinyGguf(1);
  await admitFiles(root, folder, { "tiny.gguf": data });
  const file = join(folder, "tiny.gguf");
  await tryVectors(path, root, file);
  const address = ["--host", "127.0.0.1", "--port", String(port)];
  const sizes = ["-c", "2048", "-np", String(SLOTS), "--metrics"];
  const url = `http://127.0.0.1:${port}`;
  const stop = await startProgram({
    argv: [path, "-m", file, "--alias", "tiny", ...address, ...sizes],
    log: join(root, "engine.log"),
    page: `${url}/health`,
  });
  const props = (await (await fetch(`${url}/props`)).json()) as Record<string, unknown>;
  demand(props["total_slots"] === SLOTS, `/props tells ${SLOTS} slots`);
  demand(props["model_path"] === file, "/props names the admitted file");
  demand(digestOf(readFileSync(file)) === digestOf(data), "the file still has the admitted digest");
  demand((await fetch(`${url}/slots?fail_on_no_slot=1`)).status === 200, "/slots says that a slot is free");
  const metrics = await (await fetch(`${url}/metrics`)).text();
  demand(metrics.includes("llamacpp:requests_deferred"), "/metrics counts deferred requests");
  return { port, model: "tiny", proxied: { probe: "/health", api: "openai" }, stop };
}

/** llama.cpp's server with one GGUF file. */
export const LLAMA_SERVER: RealEngine = { program: "llama-server", version: ["--version"], start };
