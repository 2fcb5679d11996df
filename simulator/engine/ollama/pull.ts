import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { type Exchange, objectOf, type Routes, sendJson, textOf } from "../http.ts";
import { Problem } from "../problem.ts";
import type { Engine } from "./engine.ts";
import type { ManifestLayer } from "./model-store.ts";
import { displayName, type ModelName, parseName } from "./names.ts";

const ACCEPT = { accept: "application/vnd.docker.distribution.manifest.v2+json" };

async function fetched(url: string, signal: AbortSignal): Promise<Buffer> {
  const reply = await fetch(url, { headers: ACCEPT, signal });
  if (reply.status === 404) throw new Problem(500, "pull model manifest: file does not exist");
  if (!reply.ok) throw new Problem(500, `pull model manifest: ${reply.status}`);
  return Buffer.from(await reply.arrayBuffer());
}

/** Loopback registries speak plain HTTP. */
const baseOf = ({ host, repository }: ModelName): string =>
  `${/^(127\.|localhost)/.test(host) ? "http" : "https"}://${host}/v2/${repository}`;

type Status = Readonly<Record<string, unknown>>;

/** The statuses of a pull in Ollama's order. */
async function* pulled({ engine, signal }: Exchange<Engine>, name: ModelName): AsyncGenerator<Status> {
  yield { status: "pulling manifest" };
  const base = baseOf(name);
  const manifest = await fetched(`${base}/manifests/${name.tag}`, signal);
  const { config, layers } = JSON.parse(manifest.toString("utf8")) as {
    config: ManifestLayer;
    layers: ManifestLayer[];
  };
  for (const { digest, size } of [...layers, config]) {
    const status = { status: `pulling ${digest.slice(7, 19)}`, digest, total: size };
    yield status;
    if (!existsSync(engine.store.blobPath(digest))) {
      const data = await fetched(`${base}/blobs/${digest}`, signal);
      const saw = `sha256:${createHash("sha256").update(data).digest("hex")}`;
      if (saw !== digest)
        throw new Problem(500, `digest mismatch, file must be downloaded again: want ${digest}, got ${saw}`);
      engine.store.writeBlob(digest, data);
    }
    yield { ...status, completed: size };
  }
  yield { status: "verifying sha256 digest" };
  yield { status: "writing manifest" };
  engine.store.writeManifest(name, manifest);
  yield { status: "success" };
}

async function pull(exchange: Exchange<Engine>): Promise<void> {
  const { request, response } = exchange;
  const body = await objectOf(request);
  const text = textOf(body["model"] ?? body["name"]);
  const name = parseName(text);
  if (name === undefined) throw new Problem(400, "invalid model name");
  if (body["stream"] === false) {
    for await (const status of pulled(exchange, name)) if (status["error"] !== undefined) break;
    return sendJson(response, 200, { status: "success" });
  }
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  try {
    for await (const status of pulled(exchange, name)) response.write(`${JSON.stringify(status)}\n`);
  } catch (cause) {
    // The head is out: an error travels as a line.
    const message = cause instanceof Problem ? cause.message : `pull ${displayName(name)}: ${String(cause)}`;
    response.write(`${JSON.stringify({ error: message })}\n`);
  }
  response.end();
}

/** Fetching models from a registry. */
export const PULL: Routes<Engine> = { "/api/pull": { POST: pull } };
