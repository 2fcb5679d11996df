import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderActScript } from "../../templates/host/act-script.ts";
import { ask, send } from "../templates/live/client.ts";
import { type RunningProxy, runProxyBelow } from "../templates/live/running-proxy.ts";
import { WISH } from "../templates/wish.ts";
import { deed } from "./act.ts";
import { demand } from "./demand.ts";
import type { Running } from "./running.ts";

/** Seconds that running streams have. */
const PATIENCE = "60";
const TOKENS = 400;

/** The script of a drain, as the host gets it, while the proxy runs. Resolves with its exit code. */
async function drained(proxy: RunningProxy): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "espalier-drain-"));
  const file = join(folder, "act.sh");
  writeFileSync(file, renderActScript(proxy.wish.layout, [deed("drain", PATIENCE, "nobody")]));
  const child = spawn("sh", [file], { stdio: "ignore" });
  const [code] = (await once(child, "exit")) as [number | null];
  rmSync(folder, { recursive: true });
  return code ?? 1;
}

async function textOf(reply: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of reply) text += String(part);
  return text;
}

const body = (model: string, tokens: number): string =>
  JSON.stringify({
    model,
    stream: true,
    max_tokens: tokens,
    messages: [{ role: "user", content: "Tell a long story." }],
  });

/** The proxy of a host in front of this engine alone. */
function proxyOf({ port, model, proxied }: Running): Promise<RunningProxy> {
  const [first] = WISH.engines;
  if (first === undefined) throw new Error("the wish has no engine");
  const engine = { ...first, ...proxied, slots: 2 };
  const models = { chat: { served: model, engine: engine.name } };
  const lanes = WISH.lanes.map((lane) => ({ ...lane, models: ["chat"] }));
  // HAProxy's socket takes words apart at spaces: the root of a host has none.
  const root = mkdtempSync(join(tmpdir(), "espalier-proxy-"));
  return runProxyBelow(root, { ...WISH, engines: [engine], models, lanes }, [port]);
}

/** A stream that runs ends whole while the doors close, and nobody new is let in. */
export async function tryDrain(running: Running): Promise<void> {
  const proxy = await proxyOf(running);
  try {
    const stream = await send(proxy, { body: body(running.model, TOKENS) }).head;
    demand(stream.statusCode === 200, "the proxy lets a stream through");
    const [code, text] = await Promise.all([drained(proxy), textOf(stream)]);
    demand(
      code === 0 && text.trimEnd().endsWith("data: [DONE]"),
      "the stream ends whole while the host drains",
    );
    const { status } = await ask(proxy, { body: body(running.model, 1) });
    demand(status === 503, "a drained host lets nobody in: 503");
  } finally {
    await proxy.stop();
  }
}
