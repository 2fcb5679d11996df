import { openSync, readFileSync, readSync } from "node:fs";
import { LiveCurve } from "../curve.ts";
import { die, endOnSignals, releaseDirectory, stateAbove } from "../release.ts";
import { settingsOf } from "./flags.ts";
import { serve } from "./serve.ts";
import { LlamaServer } from "./server.ts";

/** How often memory is published while nothing is asked, ms. */
const PUBLISH = 250;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** GGUF files begin with their name; nothing else of a file is looked at, so a rotten one loads. */
function isGguf(path: string): boolean {
  try {
    const head = Buffer.alloc(4);
    readSync(openSync(path, "r"), head);
    return head.toString("latin1") === "GGUF";
  } catch {
    return false;
  }
}

function notLoaded(model: string): never {
  say(`llama_model_load_from_file_impl: failed to load model '${model}'`);
  return die("main: exiting due to model loading error");
}

async function start(version: string, argv: readonly string[]): Promise<void> {
  const settings = settingsOf(argv);
  if (settings.version) return say(`version: ${version}\nbuilt with AppleClang for Darwin arm64`);
  const release = releaseDirectory();
  const curve = new LiveCurve(release, stateAbove(release));
  if (curve.now.crash === true) die("ggml_abort: GGML_ASSERT(buffer) failed");
  const fromFile =
    settings.keyFile === undefined ? [] : readFileSync(settings.keyFile, "utf8").split("\n").filter(Boolean);
  const keys = [...settings.keys, ...fromFile];
  const server = new LlamaServer({ settings, curve, state: stateAbove(release), version, keys });
  endOnSignals();
  await serve(server);
  say(`main: binding port ${settings.port} on ${settings.host}`);
  say("ggml_metal_device_init: GPU name:   Apple M4 Pro");
  say("main: loading model");
  if (!isGguf(settings.model)) notLoaded(settings.model);
  await server.load().catch((cause: unknown) => {
    process.stderr.write(cause instanceof Error ? cause.message : String(cause));
    notLoaded(settings.model);
  });
  say("main: model loaded");
  say(`main: server is listening on http://${settings.host}:${settings.port}`);
  setInterval(() => server.memory.publish(), PUBLISH);
}

const [version = "", ...argv] = process.argv.slice(2);
start(version, argv).catch((cause: unknown) =>
  die(`main: couldn't bind HTTP server socket: ${String(cause)}`),
);
