import { ollamaName } from "../../facts/models.ts";
import type { HostFacts } from "../../model/facts.ts";
import type { HeldModel } from "../../model/holding.ts";
import { isHubPin } from "../../model/lock.ts";
import type { Step } from "../../model/step.ts";
import { formatSize } from "../../model/units.ts";
import { isGood } from "../launchd.ts";
import { hostModels } from "../model.ts";
import { servingEngines } from "../ports.ts";
import { type HostWish, noop, type Operation, run } from "../wish.ts";
import { freedBlobs, heldModels, isUnwanted, pinnedManifests } from "./held-models.ts";

/** How people are told of a model that may have no name. */
const heldName = ({ name, manifest }: Pick<HeldModel, "name" | "manifest">): string =>
  name ?? manifest.slice(0, 12);

/**
 * Lets go what the release that passed does not want: out of the engine's memory always, from the disk when the pool says
 * so. It stands behind the gate and the doors: nothing is taken away before a pass, and nothing that a way back needs.
 */
export const holding: Operation = (wish, facts) => {
  const { host, pool } = wish;
  const models = heldModels(wish, afterPass(wish, facts));
  if (models === undefined)
    return [noop("model", host.id, "what lies on its disk could not be read: nothing is taken away")];
  const unwanted = models.filter(isUnwanted);
  const unloads = letGoSteps(wish, facts, models);
  if (unwanted.length === 0)
    return [...unloads, noop("model", host.id, "every model on its disk is wanted, or is somebody else's")];
  if (pool.supply.retire === "after-pass") return [...unloads, ...retireSteps(wish, facts, models)];
  const kept = `${unwanted.map(heldName).join(", ")} stays on the disk although no release wants it: supply.retire says by-hand`;
  return [...unloads, noop("model", host.id, kept)];
};

/** What the links will say when the wanted release has passed: the good release of today is the one to go back to. */
function afterPass(wish: HostWish, facts: HostFacts): HostFacts {
  const { holdings } = facts;
  if (holdings === undefined || isGood(wish, facts)) return facts;
  const { good } = holdings.wanted;
  const pins = pinnedManifests(wish);
  return {
    ...facts,
    holdings: { ...holdings, wanted: { current: pins, good: pins, ...(good && { previous: good }) } },
  };
}

/** From the disk: the models that nobody wants, each with the blobs that nothing else names. */
export function retireSteps(wish: HostWish, facts: HostFacts, models: readonly HeldModel[]): readonly Step[] {
  const stays = models.filter((model) => !isUnwanted(model));
  return models.filter(isUnwanted).map((model, at, gone) => {
    const blobs = freedBlobs(wish, [model], [...stays, ...gone.slice(at + 1)]);
    const size = formatSize(blobs.reduce((sum, hex) => sum + (facts.blobs[hex] ?? 0), 0));
    const why = `neither the lock nor a release of this host wants it: frees ${size}`;
    const words = { operation: "model", subject: heldName(model), why };
    return run(words, "retire_model", model.manifest, model.manifest.slice(0, 12), ...blobs);
  });
}

/** From memory: what Ollama still keeps although the lock does not want it there; the other engines start anew with a release. */
export function letGoSteps(wish: HostWish, facts: HostFacts, models: readonly HeldModel[]): readonly Step[] {
  const tags = hostModels(wish).flatMap(({ pin }) => (isHubPin(pin) ? [] : [ollamaName(pin)]));
  const pins = pinnedManifests(wish);
  return servingEngines(wish, facts)
    .filter(({ engine }) => engine.kind === "ollama")
    .flatMap(({ engine, port }) =>
      (facts.loaded[engine.name] ?? []).flatMap(({ name, digest = "" }): readonly Step[] => {
        if (pins.includes(digest) || !models.some(({ ours, manifest }) => ours && manifest === digest))
          return [];
        if (tags.includes(name))
          return [
            noop(
              "model",
              name,
              `${engine.name} keeps its earlier bytes, too, until it needs the room or starts anew`,
            ),
          ];
        const why = `${engine.name} keeps it in memory, and the release does not want it`;
        return [run({ operation: "model", subject: name, why }, "let_go", String(port), name)];
      }),
    );
}
