import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { type Exchange, objectOf, type Routes, sendJson, textOf } from "../http.ts";
import { Problem } from "../problem.ts";
import type { Engine } from "./engine.ts";
import { parseName } from "./names.ts";

const digestOf = (data: Buffer): string => `sha256:${createHash("sha256").update(data).digest("hex")}`;

const named = (path: string): string => path.slice("/api/blobs/".length);

/** A blob is taken under its digest or not at all. */
async function take({ engine, request, response, path }: Exchange<Engine>): Promise<void> {
  const data = await buffer(request);
  if (digestOf(data) !== named(path)) throw new Problem(400, "digest does not match file content");
  engine.store.writeBlob(named(path), data);
  response.writeHead(201).end();
}

const look = ({ engine, response, path }: Exchange<Engine>): void =>
  void response.writeHead(existsSync(engine.store.blobPath(named(path))) ? 200 : 404).end();

const CONFIG = Buffer.from(
  '{"model_format":"gguf","model_family":"llama","model_families":["llama"],"model_type":"","file_type":"F32"}',
);

/** A model of one GGUF file that was given as a blob. */
async function create({ engine, request, response }: Exchange<Engine>): Promise<void> {
  const body = await objectOf(request);
  const name = parseName(textOf(body["model"]));
  const [digest] = Object.values((body["files"] ?? {}) as Readonly<Record<string, string>>);
  if (name === undefined || digest === undefined)
    throw new Problem(400, "neither 'from' or 'files' was specified");
  const size = engine.store.blobSize(digest);
  if (size === undefined) throw new Problem(400, `blob ${digest} not found`);
  engine.store.writeBlob(digestOf(CONFIG), CONFIG);
  const manifest = {
    schemaVersion: 2,
    mediaType: "application/vnd.docker.distribution.manifest.v2+json",
    config: {
      mediaType: "application/vnd.docker.container.image.v1+json",
      digest: digestOf(CONFIG),
      size: CONFIG.length,
    },
    layers: [{ mediaType: "application/vnd.ollama.image.model", digest, size }],
  };
  engine.store.writeManifest(name, Buffer.from(JSON.stringify(manifest)));
  sendJson(response, 200, { status: "success" });
}

/** How a model is made of a file. */
export const CREATE: Routes<Engine> = {
  "/api/create": { POST: create },
  "/api/blobs/*": { POST: take, HEAD: look },
};
