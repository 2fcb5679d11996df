import { engineModelName, manifestPath } from "../facts/models.ts";
import { hexOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import { Failure } from "../model/failure.ts";
import type { ModelPin } from "../model/lock.ts";
import type { Model } from "../model/pool.ts";
import type { Step } from "../model/step.ts";
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

/** Lines of `models.list`: which manifest a release puts under which tag. */
export const modelLine = ({ pin }: PinnedModel): string => `${hexOf(pin.manifest)} ${manifestPath(pin)}`;

/**
 * Models by digest. The registry's manifest must still be the pinned one; blobs are fetched by digest and
 * verified before they get their name. The engine sees a model only when its release is activated.
 */
export const models: Operation = (wish, facts) =>
  hostModels(wish).flatMap((item) => {
    const steps = [...manifestSteps(wish, item, facts), ...blobSteps(wish, item, facts)];
    const subject = `${item.pin.repository}:${item.pin.tag}`;
    return steps.length > 0 ? steps : [noop("model", subject, "manifest and blobs are on the host")];
  });

function manifestSteps(wish: HostWish, { pin }: PinnedModel, facts: HostFacts): readonly Step[] {
  const hex = hexOf(pin.manifest);
  if (facts.keptManifests.includes(hex)) return [];
  const url = `${pin.registry}/v2/${pin.repository}/manifests/${pin.tag}`;
  const words = {
    operation: "model",
    subject: `${pin.repository}:${pin.tag}`,
    why: "its manifest is not on the host",
  };
  return [run(words, "admit_manifest", url, hex, `${wish.layout.home}/manifests/${hex}`)];
}

/** The blobs that are not on the host in their full size. */
export const missingBlobs = (pin: ModelPin, facts: HostFacts): ModelPin["layers"] =>
  pin.layers.filter(({ digest, bytes }) => facts.blobs[hexOf(digest)] !== bytes);

function blobSteps(wish: HostWish, { pin }: PinnedModel, facts: HostFacts): readonly Step[] {
  return missingBlobs(pin, facts).map(({ digest, bytes }) => {
    const hex = hexOf(digest);
    const subject = `${pin.repository}:${pin.tag} ${hex.slice(0, 12)}`;
    const words = {
      operation: "model",
      subject,
      why: hex in facts.blobs ? "the blob on the host is cut short" : "the blob is not on the host",
    };
    const url = `${pin.registry}/v2/${pin.repository}/blobs/${digest}`;
    return run(words, "admit_blob", url, hex, `${wish.layout.models}/blobs/sha256-${hex}`, String(bytes));
  });
}

/** The models whose tag points elsewhere than at the pin, as the engine would see them. */
export const movedModels = (wish: HostWish, facts: HostFacts): readonly PinnedModel[] =>
  hostModels(wish).filter(({ pin }) => facts.manifests[manifestPath(pin)] !== hexOf(pin.manifest));

/** The models that the engine does not hold in memory under the pinned digest. */
export const absentModels = (wish: HostWish, facts: HostFacts): readonly PinnedModel[] =>
  hostModels(wish).filter(({ pin }) => facts.resident[engineModelName(pin)] !== hexOf(pin.manifest));
