import { manifestPath, ollamaName } from "../facts/models.ts";
import { hexOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import { Failure } from "../model/failure.ts";
import { type BlobPin, isHubPin, type ModelPin, pinName, type RegistryPin } from "../model/lock.ts";
import type { Model } from "../model/model.ts";
import type { Step } from "../model/step.ts";
import { readAt } from "../model/supply.ts";
import { fetchStep } from "./fetched-blob.ts";
import { listStep, snapshotSteps } from "./snapshot.ts";
import { type HostWish, noop, type Operation, run } from "./wish.ts";

export interface PinnedModel {
  readonly model: Model;
  readonly pin: ModelPin;
}

/** The models one host serves, with their pins. Throws when the lock knows one of them not. */
export const hostModels = ({
  pool,
  host,
  lock,
}: Pick<HostWish, "pool" | "host" | "lock">): readonly PinnedModel[] =>
  host.models.map((name) => {
    const model = pool.models[name];
    const pin = lock.models[name];
    if (model && pin) return { model, pin };
    throw new Failure({
      code: "model-unpinned",
      subject: `models.${name}`,
      saw: "the lock has no digest for it",
      hint: "run `espalier pin`",
    });
  });

/** A model of a registry: the only ones that are named by a tag. */
interface TaggedModel extends PinnedModel {
  readonly pin: RegistryPin;
}

const isTagged = (item: PinnedModel): item is TaggedModel => !isHubPin(item.pin);

/** Lines of `models.list`: which manifest a release puts under which tag. */
export const modelLines = (source: Parameters<typeof hostModels>[0]): string =>
  hostModels(source)
    .filter(isTagged)
    .map(({ pin }) => `${hexOf(pin.manifest)} ${manifestPath(pin)}\n`)
    .join("");

/**
 * Models by digest. The registry's manifest must still be the pinned one; blobs are fetched by digest and
 * verified before they get their name. The engine sees a model only when its release is activated.
 */
export const models: Operation = (wish, facts) =>
  hostModels(wish).flatMap((item) => {
    const steps = [
      ...manifestSteps(wish, item, facts),
      ...blobSteps(wish, item, facts),
      ...snapshotSteps(wish, item, facts),
    ];
    return steps.length > 0
      ? steps
      : [noop("model", pinName(item.pin), "manifest and blobs are on the host")];
  });

function manifestSteps(wish: HostWish, { pin }: PinnedModel, facts: HostFacts): readonly Step[] {
  const hex = hexOf(pin.manifest);
  if (facts.keptManifests.includes(hex)) return [];
  const why = "its manifest is not on the host";
  if (isHubPin(pin)) return [listStep(wish, pin, why)];
  const registry = readAt(wish.pool.supply, pin.registry);
  const url = `${registry}/v2/${pin.repository}/manifests/${pin.tag}`;
  const words = { operation: "model", subject: pinName(pin), why };
  return [run(words, "admit_manifest", url, hex, `${wish.layout.home}/manifests/${hex}`)];
}

const isRotten = ({ digest }: BlobPin, facts: HostFacts): boolean =>
  facts.rotten?.includes(hexOf(digest)) === true;

/** The blobs that are not on the host in their full size, or are known to hold other bytes. */
export const missingBlobs = (pin: ModelPin, facts: HostFacts): ModelPin["layers"] =>
  pin.layers.filter((blob) => facts.blobs[hexOf(blob.digest)] !== blob.bytes || isRotten(blob, facts));

/** The models of an engine of which a file has rotted. */
export const rottenModels = (wish: HostWish, facts: HostFacts): readonly PinnedModel[] =>
  hostModels(wish).filter(({ pin }) => pin.layers.some((blob) => isRotten(blob, facts)));

const blobSteps = (wish: HostWish, { pin }: PinnedModel, facts: HostFacts): readonly Step[] =>
  missingBlobs(pin, facts).map((blob) => {
    const rotten = isRotten(blob, facts);
    const why = missing(hexOf(blob.digest), facts, rotten);
    return fetchStep(wish, { pin, blob, rotten, why });
  });

function missing(hex: string, facts: HostFacts, rotten: boolean): string {
  if (rotten) return "the bytes on the host are others than its name says";
  return hex in facts.blobs ? "the blob on the host is cut short" : "the blob is not on the host";
}

/** The models whose tag points elsewhere than at the pin, as the engine would see them. */
export const movedModels = (wish: HostWish, facts: HostFacts): readonly PinnedModel[] =>
  hostModels(wish)
    .filter(isTagged)
    .filter(({ pin }) => facts.manifests[manifestPath(pin)] !== hexOf(pin.manifest));

/** The models of an engine that it holds in part outside of GPU memory, where they are computed slowly. */
export const spilledModels = (wish: HostWish, facts: HostFacts): readonly PinnedModel[] =>
  hostModels(wish)
    .filter(isTagged)
    .filter(({ pin }) => (facts.onGpu[ollamaName(pin)] ?? 1) < 1);

/**
 * The models that the engine does not hold in memory under the pinned digest. Only Ollama tells: the others are started
 * with the files of the release, and generate a token of them before they count as up.
 */
export const absentModels = (wish: HostWish, facts: HostFacts): readonly PinnedModel[] =>
  hostModels(wish)
    .filter(isTagged)
    .filter(({ pin }) => facts.resident[ollamaName(pin)] !== hexOf(pin.manifest));
