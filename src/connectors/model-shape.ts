import { configShape } from "../facts/shape/config-shape.ts";
import { readGguf } from "../facts/shape/gguf.ts";
import { ggufShape } from "../facts/shape/gguf-shape.ts";
import { sentence } from "../model/failure.ts";
import type { ShapeReading } from "../model/shape.ts";

/** Where a model says what it is. */
export interface ShapeSource {
  /** URL of its GGUF file, or of its first one. */
  readonly gguf?: string;
  /** URL of its `config.json`. */
  readonly config?: string;
  /** Bytes of all files that hold weights. */
  readonly weights: number;
}

/** Milliseconds until a source of metadata counts as dead. */
const PATIENCE = 60_000;
/** The header ends with the vocabulary: some MiB. */
const FIRST_LOOK = 256 * 1024;
const LAST_LOOK = 64 * 1024 ** 2;

/**
 * Reads what a model says of itself: the header of its GGUF file, of which no more is fetched than the header, or its
 * `config.json`. It does not throw: without metadata a model can still be pinned and served.
 */
export async function readShape({ gguf, config, weights }: ShapeSource): Promise<ShapeReading> {
  try {
    if (gguf !== undefined) return ggufShape(readGguf(await head(gguf)), weights);
    if (config !== undefined) return configShape(await textOf(config), weights);
    return { kind: "unread", why: "it has neither a GGUF file nor a config.json" };
  } catch (cause) {
    const why = sentence(cause);
    return { kind: "unread", why: `${gguf ?? config}: ${why}` };
  }
}

async function answer(url: string): Promise<Response> {
  const reply = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
  if (reply.ok) return reply;
  throw new TypeError(`it answered ${reply.status}`);
}

const textOf = async (url: string): Promise<string> => (await answer(url)).text();

/** The beginning of a file up to the end of its header; the rest stays where it is. */
async function head(url: string): Promise<Uint8Array> {
  const reply = await answer(url);
  const chunks: Uint8Array[] = [];
  let size = 0;
  let look = FIRST_LOOK;
  for await (const chunk of reply.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size < look) continue;
    const data = Buffer.concat(chunks);
    if (size > LAST_LOOK || readGguf(data).isWhole) return data;
    look *= 2;
  }
  return Buffer.concat(chunks);
}
