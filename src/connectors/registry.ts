import { type Digest, digestOf, isDigest } from "../model/digest.ts";
import { Failure } from "../model/failure.ts";
import type { RegistryPin } from "../model/lock.ts";
import type { RegistryModel } from "../model/model.ts";
import type { ShapeSource } from "./model-shape.ts";

const ACCEPT = "application/vnd.docker.distribution.manifest.v2+json";

/** Milliseconds until a silent registry counts as unreachable. */
const PATIENCE = 30_000;

interface Descriptor {
  readonly digest: string;
  readonly size: number;
  readonly mediaType?: string;
  /** Ollama names the files of a snapshot so. */
  readonly name?: string;
}

/** A pinned model, and where it says what it is. */
export interface Resolved<Pin> {
  readonly pin: Pin;
  readonly metadata: ShapeSource;
}

/** Reads what a tag means now, before any pull: the digest of the manifest's bytes and every blob it names. */
export async function resolveModel(model: RegistryModel): Promise<Resolved<RegistryPin>> {
  const { registry, repository, tag } = model;
  const url = `${registry}/v2/${repository}/manifests/${tag}`;
  const body = await manifest(model.name, url);
  const { config, layers = [] } = parsed(model.name, url, body);
  if (config === undefined || layers.length === 0) {
    throw failure(model.name, `the manifest at ${url} names no config or no layers`, undefined);
  }
  const blobs = [config, ...layers].map(({ digest, size }) => ({
    digest: checked(digest, model.name, url),
    bytes: size,
  }));
  const pin = { registry, repository, tag, manifest: digestOf(body), layers: blobs };
  return { pin, metadata: metadataOf(layers, (digest) => `${registry}/v2/${repository}/blobs/${digest}`) };
}

const IMAGE = "application/vnd.ollama.image.";
/** Layers whose bytes are held in memory. */
const WEIGHTS = ["model", "projector", "adapter", "tensor"].map((kind) => `${IMAGE}${kind}`);

function metadataOf(layers: readonly Descriptor[], urlOf: (digest: string) => string): ShapeSource {
  const kindOf = ({ mediaType = "" }: Descriptor): string => mediaType.split(";")[0] ?? "";
  const gguf = layers.find((layer) => kindOf(layer) === `${IMAGE}model`);
  const config = layers.find((layer) => kindOf(layer) === `${IMAGE}json` && layer.name === "config.json");
  const held = layers.filter((layer) => WEIGHTS.includes(kindOf(layer)));
  return {
    ...(gguf && { gguf: urlOf(gguf.digest) }),
    ...(config && { config: urlOf(config.digest) }),
    weights: held.reduce((sum, { size }) => sum + size, 0),
  };
}

function parsed(
  name: string,
  url: string,
  body: Buffer,
): { readonly config?: Descriptor; readonly layers?: readonly Descriptor[] } {
  try {
    return JSON.parse(body.toString("utf8")) as ReturnType<typeof parsed>;
  } catch (cause) {
    throw failure(name, `${url} answered with something that is no manifest`, cause);
  }
}

async function manifest(name: string, url: string): Promise<Buffer> {
  const ask = async (): Promise<Buffer> => {
    const reply = await fetch(url, { headers: { accept: ACCEPT }, signal: AbortSignal.timeout(PATIENCE) });
    if (!reply.ok) throw failure(name, `${url} answered ${reply.status}`, undefined);
    return Buffer.from(await reply.arrayBuffer());
  };
  return ask().catch((cause: unknown) => {
    throw cause instanceof Failure ? cause : failure(name, `${url} does not answer`, cause);
  });
}

function checked(digest: string, name: string, url: string): Digest {
  if (isDigest(digest)) return digest;
  throw failure(
    name,
    `the manifest at ${url} names a blob ${JSON.stringify(digest)} that is no sha256 digest`,
    undefined,
  );
}

const failure = (name: string, saw: string, cause: unknown): Failure =>
  new Failure({
    code: "model-unresolved",
    subject: `models.${name}`,
    saw,
    hint: "check registry, repository and tag of the model in the pool",
    cause,
  });
