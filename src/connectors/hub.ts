import { type Digest, digestOf, isDigest } from "../model/digest.ts";
import { Failure } from "../model/failure.ts";
import { type BlobPin, type HubPin, hubManifest } from "../model/lock.ts";
import { type HubModel, isWanted } from "../model/model.ts";
import type { ShapeSource } from "./model-shape.ts";
import type { Resolved } from "./registry.ts";

/** Milliseconds until a silent hub counts as unreachable. */
const PATIENCE = 30_000;

/** A file as the tree of a commit lists it; only large ones carry their sha256. */
interface Entry {
  readonly type: string;
  readonly path: string;
  readonly size: number;
  readonly lfs?: { readonly oid: string; readonly size: number };
}

/** Reads what a revision means now: its commit, and size and sha256 of every file that an engine would read. */
export async function resolveHubModel(model: HubModel): Promise<Resolved<HubPin>> {
  const { hub, repository, revision, file } = model;
  const info = (await json(model, `${hub}/api/models/${repository}/revision/${revision}`)) as {
    sha?: unknown;
  };
  const commit = String(info.sha);
  if (!/^[0-9a-f]{40}$/.test(commit))
    throw failure(model, `the hub names ${commit} as the commit of ${revision}`);
  const entries = (await tree(model, commit)).filter(
    ({ type, path }) => type === "file" && isWanted(model, path),
  );
  if (entries.length === 0)
    throw failure(model, `${repository}@${revision} holds no ${file ?? "file that an engine reads"}`);
  const stray = entries.find(({ path }) => !staysBelow(path));
  if (stray !== undefined)
    throw failure(model, `the hub names a file ${JSON.stringify(stray.path)}, which leads elsewhere`);
  const layers = await Promise.all(entries.map((entry) => blob(model, commit, entry)));
  const manifest = digestOf(hubManifest(layers));
  const pin = { hub, repository, revision, ...(file !== undefined && { file }), commit, manifest, layers };
  return { pin, metadata: metadataOf(pin) };
}

function metadataOf({ hub, repository, commit, layers }: HubPin): ShapeSource {
  const paths = layers.map(({ path = "" }) => path).sort();
  const urlOf = (path: string): string => `${hub}/${repository}/resolve/${commit}/${path}`;
  const [gguf, config] = [
    paths.find((path) => path.endsWith(".gguf")),
    paths.find((path) => path === "config.json"),
  ];
  const held = layers.filter(({ path = "" }) => /\.(gguf|safetensors)$/.test(path));
  return {
    ...(gguf !== undefined && { gguf: urlOf(gguf) }),
    ...(config !== undefined && { config: urlOf(config) }),
    weights: held.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** A path of a snapshot becomes a path on a host: it leads down, in one line. */
const staysBelow = (path: string): boolean =>
  path.split("/").every((part) => /^[\w.+@=()[\], -]+$/.test(part) && part !== "." && part !== "..");

/** Every entry of the commit; a hub gives long trees page by page. */
async function tree(model: HubModel, commit: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  let next: string | undefined = `${model.hub}/api/models/${model.repository}/tree/${commit}?recursive=true`;
  while (next !== undefined) {
    const reply: Reply = await answer(model, next);
    entries.push(...(parsed(model, next, reply) as Entry[]));
    next = /<([^>]+)>;\s*rel="next"/.exec(reply.link)?.[1];
  }
  return entries;
}

async function blob(model: HubModel, commit: string, { path, size, lfs }: Entry): Promise<BlobPin> {
  if (lfs !== undefined) return { digest: checked(model, path, `sha256:${lfs.oid}`), bytes: lfs.size, path };
  const { bytes } = await answer(model, `${model.hub}/${model.repository}/resolve/${commit}/${path}`);
  if (bytes.length === size) return { digest: digestOf(bytes), bytes: size, path };
  throw failure(model, `${path} came with ${bytes.length} bytes, the tree says ${size}`);
}

function checked(model: HubModel, path: string, text: string): Digest {
  if (isDigest(text)) return text;
  throw failure(model, `the hub names ${JSON.stringify(text)} as the sha256 of ${path}`);
}

const json = async (model: HubModel, url: string): Promise<unknown> =>
  parsed(model, url, await answer(model, url));

function parsed(model: HubModel, url: string, { bytes }: Reply): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw failure(model, `${url} answered with something that is no JSON`, cause);
  }
}

/** An answer that came whole. */
interface Reply {
  readonly bytes: Buffer;
  /** Its header `link`, which names the next page. */
  readonly link: string;
}

async function answer(model: HubModel, url: string): Promise<Reply> {
  const ask = async (): Promise<Reply> => {
    const reply = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
    if (!reply.ok) throw failure(model, `${url} answered ${reply.status}`);
    return { bytes: Buffer.from(await reply.arrayBuffer()), link: reply.headers.get("link") ?? "" };
  };
  return ask().catch((cause: unknown) => {
    throw cause instanceof Failure ? cause : failure(model, `${url} does not answer`, cause);
  });
}

const failure = (model: HubModel, saw: string, cause?: unknown): Failure =>
  new Failure({
    code: "model-unresolved",
    subject: `models.${model.name}`,
    saw,
    hint: "check hub, repository, revision and file of the model in the pool",
    cause,
  });
