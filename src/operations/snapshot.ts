import { hexOf, shortOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import type { Layout } from "../model/layout.ts";
import { type HubPin, hubManifest, isHubPin, pinName } from "../model/lock.ts";
import type { Step } from "../model/step.ts";
import type { PinnedModel } from "./model.ts";
import { type HostWish, run } from "./wish.ts";

/** `<short manifest>/<model>`: the model's name is the last part, since engines call a model as its directory. */
export const snapshotName = ({ model, pin }: PinnedModel): string => `${shortOf(pin.manifest)}/${model.name}`;

/** The directory above the one that is called as the model. */
export const snapshotAbove = (layout: Layout, { pin }: PinnedModel): string =>
  `${layout.snapshots}/${shortOf(pin.manifest)}`;

/** The directory that holds the files of a hub model under their own names. */
export const snapshotDirectory = (layout: Layout, item: PinnedModel): string =>
  `${layout.snapshots}/${snapshotName(item)}`;

/** The model of an engine that holds one: that there is exactly one, the inventory was checked for. */
export function onlyModel({ models }: { readonly models: readonly PinnedModel[] }): PinnedModel {
  const [item] = models;
  if (item === undefined) throw new TypeError("an engine that holds one model is linked to one");
  return item;
}

/** The list of the files, which is the manifest of a model that comes from a hub. */
export function listStep(wish: HostWish, pin: HubPin, why: string): Step {
  const path = `${wish.layout.home}/manifests/${hexOf(pin.manifest)}`;
  return {
    kind: "put",
    operation: "model",
    subject: pinName(pin),
    why,
    path,
    text: hubManifest(pin.layers),
    mode: "0644",
  };
}

/** Links the blobs under the names that they have in the repository. */
export function snapshotSteps(wish: HostWish, item: PinnedModel, facts: HostFacts): readonly Step[] {
  if (!isHubPin(item.pin) || facts.snapshots.includes(snapshotName(item))) return [];
  const words = {
    operation: "model",
    subject: `${item.model.name} files`,
    why: "they are not linked under their names",
  };
  const list = `${wish.layout.home}/manifests/${hexOf(item.pin.manifest)}`;
  return [
    run(words, "link_snapshot", list, `${wish.layout.models}/blobs`, snapshotDirectory(wish.layout, item)),
  ];
}
