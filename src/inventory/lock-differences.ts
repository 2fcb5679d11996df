import type { ArtifactPin, Lock, ModelPin, PinChange } from "../model/lock.ts";
import type { Model } from "../model/model.ts";
import type { Catalogue, Pool } from "../model/pool.ts";
import { lostHosts } from "./lost-hosts.ts";
import { modelReference } from "./pins.ts";
import { mistakenPurpose } from "./purpose.ts";
import { wantedArtifacts } from "./wanted-artifacts.ts";

/**
 * Where a lock is no longer what the inventory asks for: `was` is the lock's side, `now` the inventory's.
 * Empty means that a deploy may trust the lock. A retired host may keep its pins or lose them.
 */
export function lockDifferences(
  pool: Pool,
  catalogue: Catalogue,
  lock: Lock,
  ladderRevision: string,
): readonly PinChange[] {
  return [
    ...differing({ path: "pool", was: lock.pool, now: pool.id, why: "the lock belongs to another pool" }),
    ...differing({
      path: "ladder",
      was: lock.ladder,
      now: ladderRevision,
      why: "this version of Espalier climbs another ladder",
    }),
    ...artifacts(pool, catalogue, lock),
    ...models(pool, lock),
    ...hosts(pool, lock),
  ];
}

type Compared = Required<PinChange>;

const differing = (change: Compared): readonly PinChange[] => (change.was === change.now ? [] : [change]);

function artifacts(pool: Pool, catalogue: Catalogue, lock: Lock): readonly PinChange[] {
  const wanted = wantedArtifacts(pool);
  const dropped = Object.entries(lock.artifacts)
    .filter(([name]) => !wanted.some((other) => other === name))
    .map(([name, pin]) => ({
      path: `artifacts.${name}`,
      was: pin.sha256,
      why: `nothing in the pool uses ${name} any more`,
    }));
  return [...wanted.flatMap((name) => artifact(name, catalogue, lock.artifacts[name])), ...dropped];
}

function artifact(name: string, catalogue: Catalogue, pin: ArtifactPin | undefined): readonly PinChange[] {
  const wish = catalogue[name];
  if (wish === undefined) return [{ path: `artifacts.${name}`, why: `${name} is not in the catalogue` }];
  if (pin === undefined)
    return [{ path: `artifacts.${name}`, now: wish.url, why: `${name} is not pinned yet` }];
  const path = `artifacts.${name}`;
  const why = `the catalogue names another URL for ${name}`;
  const insisted = wish.sha256 ?? pin.sha256;
  return [
    ...differing({ path: `${path}.url`, was: pin.url, now: wish.url, why }),
    ...differing({
      path: `${path}.sha256`,
      was: pin.sha256,
      now: insisted,
      why: `the catalogue insists on other bytes for ${name}`,
    }),
  ];
}

function models(pool: Pool, lock: Lock): readonly PinChange[] {
  const dropped = Object.entries(lock.models)
    .filter(([name]) => !Object.hasOwn(pool.models, name))
    .map(([name, pin]) => ({
      path: `models.${name}`,
      was: modelReference(pin),
      why: `the pool has no model ${name} any more`,
    }));
  return [
    ...Object.values(pool.models).flatMap((model) => modelPin(model, lock.models[model.name])),
    ...dropped,
  ];
}

function modelPin(model: Model, pin: ModelPin | undefined): readonly PinChange[] {
  const path = `models.${model.name}`;
  const now = modelReference(model);
  if (pin === undefined) return [{ path, now, why: `${model.name} is not pinned yet` }];
  const insisted = model.digest ?? pin.manifest;
  return [
    ...differing({
      path,
      was: modelReference(pin),
      now,
      why: `the inventory asks for another model under the name ${model.name}`,
    }),
    ...differing({
      path: `${path}.manifest`,
      was: pin.manifest,
      now: insisted,
      why: `the inventory insists on another digest for ${model.name}`,
    }),
    ...purpose(model, pin),
  ];
}

/** The inventory was changed since its header was read. */
function purpose(model: Model, { shape }: ModelPin): readonly PinChange[] {
  const mistake = shape && mistakenPurpose(model, shape);
  if (mistake === undefined) return [];
  return [{ path: `${mistake.subject}.embeds`, now: String(model.embeds), why: mistake.saw }];
}

function hosts(pool: Pool, lock: Lock): readonly PinChange[] {
  const added = pool.hosts
    .filter((host) => !Object.hasOwn(lock.hosts, host.id))
    .map((host) => ({ path: `hosts.${host.id}`, now: host.address, why: `${host.id} is not pinned yet` }));
  const lost = lostHosts(pool, lock).map((name) => ({
    path: `hosts.${name}`,
    was: "pinned",
    why: `${name} is gone from hosts without a word: add it under retired, so that it is drained and cleaned, or pin it under its new name`,
  }));
  return [...added, ...lost];
}
