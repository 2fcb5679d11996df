import { join } from "node:path";
import { freePorts } from "../../simulator/ports.ts";
import type { LlamaServerEngine } from "../../src/model/engine.ts";
import { layout } from "../../src/model/layout.ts";
import { bytes, milliseconds } from "../../src/model/units.ts";
import { llamaServerJob } from "../../templates/llama-server-job.ts";
import { act, deed } from "./act.ts";
import { demand } from "./demand.ts";
import { startProgram } from "./running.ts";

const ENGINE: Omit<LlamaServerEngine, "port"> = {
  kind: "llama-server",
  name: "vectors",
  artifact: "llama-server@tried" as LlamaServerEngine["artifact"],
  parallel: 2,
  contextLength: 2048,
  environment: {},
  healthDeadline: milliseconds(60_000),
  promptCache: bytes(0),
  kvCacheType: "f16",
};

/** Of more tokens than a batch has where nobody says how many. */
const LONG = Array.from({ length: 700 }, (_, index) => `w${index % 256}`).join(" ");

async function asked(port: number, path: string, body: object): Promise<readonly [number, string]> {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  const reply = await fetch(`http://127.0.0.1:${port}${path}`, init);
  return [reply.status, await reply.text()];
}

/** Starts the program as a job of a model that embeds would, and asks it what hosts and gateways ask. */
export async function tryVectors(program: string, root: string, file: string): Promise<void> {
  const [port = 0] = await freePorts(1);
  const engine = { ...ENGINE, port };
  const wish = { engine, job: ENGINE.name, port, release: "r", program, layout: layout(root) };
  const { programArguments } = llamaServerJob({ ...wish, file, alias: "tiny", vectors: "mean" });
  const stop = await startProgram({
    argv: [program, ...programArguments.slice(1)],
    log: join(root, "vectors.log"),
    page: `http://127.0.0.1:${port}/health`,
  });
  try {
    await act(root, [deed("await_first_token", String(port), "tiny", "60", "vectors", "openai-vector")]);
    demand(true, "started for vectors it is healthy by one");
    const [status, said] = await asked(port, "/v1/embeddings", { model: "tiny", input: LONG });
    demand(
      status === 200 && /"embedding":\s*\[\s*-?\d/.test(said),
      "a text as long as its slot has a vector",
    );
    const [refused] = await asked(port, "/v1/completions", { model: "tiny", prompt: "ping", max_tokens: 1 });
    process.stdout.write(`  told: a completion is answered with ${refused} there\n`);
  } finally {
    await stop();
  }
}
