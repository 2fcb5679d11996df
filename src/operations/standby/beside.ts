import { manifestPath } from "../../facts/models.ts";
import { hexOf } from "../../model/digest.ts";
import type { HostFacts } from "../../model/facts.ts";
import { engineLabel } from "../../model/layout.ts";
import { isHubPin, pinName } from "../../model/lock.ts";
import { memoryOf } from "../current.ts";
import { type EngineRestart, isRunning, type Restart, servesItself } from "../launchd.ts";
import { noRoomFor } from "../memory/room.ts";
import { hostModels, spilledModels } from "../model.ts";
import { hostStandbys } from "../ports.ts";
import type { HostWish } from "../wish.ts";

/** The engines that could start beside themselves: they have a second port, and serve. */
export function candidates(
  wish: HostWish,
  facts: HostFacts,
  again: readonly Restart[],
): readonly EngineRestart[] {
  const names = hostStandbys(wish.pool, wish.host).map(({ engine }) => engine.name);
  return again.flatMap(({ engine, ...rest }) =>
    engine !== undefined && names.includes(engine) && serves(facts, engine) ? [{ ...rest, engine }] : [],
  );
}

/** True for an engine that does its work: only then is there something to keep open. */
const serves = (facts: HostFacts, engine: string): boolean =>
  !facts.drained && servesItself(facts, engine) && !facts.owed.includes(engineLabel(engine));

/** Why they change behind closed doors all the same; `undefined` when nothing speaks against it. */
export function objection(
  wish: HostWish,
  facts: HostFacts,
  engines: readonly EngineRestart[],
): string | undefined {
  const names = engines.map(({ engine }) => engine);
  const taken = hostStandbys(wish.pool, wish.host).find(
    ({ engine: { name }, job }) =>
      names.includes(name) && facts.aside.includes(name) && !isRunning(facts, engineLabel(job)),
  );
  if (taken !== undefined)
    return `another program answers on port ${taken.port}, where its standby is to listen`;
  const spilled = spilledModels(wish, facts).find(({ model }) => names.includes(model.engine));
  if (spilled !== undefined) return `${pinName(spilled.pin)} is only in part on the GPU as it is`;
  return movedTag(wish, facts) ?? noRoomFor(wish, names, memoryOf(facts.currentManifest));
}

/** Engines of a host share the tags of one store: a tag that moved would move under the one that serves. */
function movedTag(wish: HostWish, { manifests }: HostFacts): string | undefined {
  const moved = hostModels(wish).find(({ pin }) => {
    const before = isHubPin(pin) ? undefined : manifests[manifestPath(pin)];
    return before !== undefined && before !== hexOf(pin.manifest);
  });
  return moved && `${pinName(moved.pin)} gets other bytes, and both would see them`;
}
