import { openBytes } from "../connectors/artifact-source.ts";
import { type Digest, digestOf } from "../model/digest.ts";
import { Failure } from "../model/failure.ts";
import {
  type BlobPin,
  type HubPin,
  isHubPin,
  type ModelPin,
  pinName,
  type RegistryPin,
} from "../model/lock.ts";
import { holdsBlob, keepBlob, nameBlob, writeAnswer, writeSums } from "../store/mirror-folder.ts";

/** What one `models mirror` did. */
export interface Mirrored {
  readonly folder: string;
  readonly models: readonly string[];
  /** Blobs that were there already, and were read again. */
  readonly kept: number;
  readonly fetched: number;
  readonly fetchedBytes: number;
}

const failure = (pin: ModelPin, saw: string, cause?: unknown): Failure =>
  new Failure({
    code: "model-unmirrored",
    subject: pinName(pin),
    saw,
    hint: "what came before it lies in the mirror; mend the cause and run it again: it goes on where it stopped",
    cause,
  });

/** `registry.ollama.ai`, `huggingface.co`: the folder of a registry or hub; a base path stays a path. */
function folderOf(base: string): string {
  const { host, pathname } = new URL(base);
  return `${host}${pathname.replace(/\/$/, "")}`;
}

/**
 * Writes every pinned model into a folder, by the paths under which registries and hubs serve it, so that any web server can
 * stand for them. Every blob is hashed on its way, and those that lie there are read again. Throws `model-unmirrored`.
 */
export async function mirrorModels(pins: readonly ModelPin[], folder: string): Promise<Mirrored> {
  const sum = { kept: 0, fetched: 0, fetchedBytes: 0 };
  for (const pin of pins) {
    for (const blob of pin.layers) {
      const path = blobPath(pin, blob);
      const bytes = await mirrorBlob(folder, pin, blob);
      await nameBlob(folder, blob.digest, path);
      if (bytes === undefined) sum.kept += 1;
      else Object.assign(sum, { fetched: sum.fetched + 1, fetchedBytes: sum.fetchedBytes + bytes });
    }
    if (!isHubPin(pin)) await mirrorManifest(folder, pin);
  }
  await mirrorTrees(folder, pins.filter(isHubPin));
  await writeSums(folder);
  return { folder, models: pins.map(pinName), ...sum };
}

const baseOf = (pin: ModelPin): string => (isHubPin(pin) ? pin.hub : pin.registry);

/** Below the base URL: what a client of the registry or hub asks for. */
const askedPath = (pin: ModelPin, { digest, path = "" }: BlobPin): string =>
  isHubPin(pin) ? `${pin.repository}/resolve/${pin.commit}/${path}` : `v2/${pin.repository}/blobs/${digest}`;

const blobPath = (pin: ModelPin, blob: BlobPin): string => `${folderOf(baseOf(pin))}/${askedPath(pin, blob)}`;

/** The bytes that were fetched; `undefined` when the mirror held the blob. */
async function mirrorBlob(folder: string, pin: ModelPin, blob: BlobPin): Promise<number | undefined> {
  if (await holdsBlob(folder, blob.digest)) return undefined;
  const url = `${baseOf(pin)}/${askedPath(pin, blob)}`;
  const kept = await keepBlob(
    folder,
    openBytes(url, (saw, cause) => failure(pin, `${url} ${saw}`, cause)),
  );
  if (kept.sha256 !== blob.digest)
    throw failure(pin, `${url} serves ${kept.sha256}, the lock pins ${blob.digest}`);
  return kept.bytes;
}

/** The registry's own bytes, which must still be the pinned ones. */
async function mirrorManifest(folder: string, pin: RegistryPin): Promise<void> {
  const path = `v2/${pin.repository}/manifests/${pin.tag}`;
  const url = `${pin.registry}/${path}`;
  const chunks: Uint8Array[] = [];
  for await (const chunk of openBytes(url, (saw, cause) => failure(pin, `${url} ${saw}`, cause)))
    chunks.push(chunk);
  const data = Buffer.concat(chunks);
  const saw: Digest = digestOf(data);
  if (saw !== pin.manifest) throw failure(pin, `${url} now has digest ${saw}, the lock pins ${pin.manifest}`);
  await writeAnswer(folder, `${folderOf(pin.registry)}/${path}`, data);
}

/** What a hub says of a revision and of a commit; several models may be files of one repository. */
async function mirrorTrees(folder: string, pins: readonly HubPin[]): Promise<void> {
  for (const { hub, repository, revision, commit } of pins) {
    const api = `${folderOf(hub)}/api/models/${repository}`;
    const files = pins
      .filter((pin) => pin.hub === hub && pin.repository === repository && pin.commit === commit)
      .flatMap(({ layers }) => layers);
    await writeAnswer(folder, `${api}/revision/${revision}`, JSON.stringify({ id: repository, sha: commit }));
    await writeAnswer(folder, `${api}/tree/${commit}`, JSON.stringify(entries(files)));
  }
}

const entries = (files: readonly BlobPin[]): readonly object[] => {
  const byPath = new Map(files.map((file) => [file.path ?? "", file]));
  return [...byPath].map(([path, { digest, bytes }]) => ({
    type: "file",
    path,
    size: bytes,
    lfs: { oid: digest.slice("sha256:".length), size: bytes },
  }));
};
