import { manifestPath } from "../../facts/models.ts";
import { hexOf } from "../../model/digest.ts";
import type { HostFacts } from "../../model/facts.ts";
import { engineLabel } from "../../model/layout.ts";
import { isHubPin, pinName } from "../../model/lock.ts";
import { memoryOf } from "../current.ts";
import { isRunning, type Restart } from "../launchd.ts";
import { noRoomFor } from "../memory/room.ts";
import { hostModels, spilledModels } from "../model.ts";
import { type HostEngine, hostStandbys } from "../ports.ts";
import type { HostWish } from "../wish.ts";

/** The standbys in which engines start while the old ones serve, or why those that could have one change behind closed doors. */
export interface Beside {
  readonly standbys: readonly HostEngine[];
  readonly because?: string;
}

/** Which of the engines that start anew do so beside themselves: those with a second port, where nothing speaks against it. */
export function besideOf(wish: HostWish, facts: HostFacts, again: readonly Restart[]): Beside {
  const standbys = hostStandbys(wish.pool, wish.host).filter(
    ({ engine }) => again.some((one) => one.engine === engine.name) && serves(facts, engine.name),
  );
  if (standbys.length === 0) return { standbys };
  const because = objection(wish, facts, standbys);
  return because === undefined ? { standbys } : { standbys: [], because };
}

/** True for an engine that does its work: only then is there something to keep open. */
const serves = (facts: HostFacts, engine: string): boolean =>
  !facts.drained &&
  facts.answering.includes(engine) &&
  isRunning(facts, engineLabel(engine)) &&
  !facts.standby.includes(engine) &&
  !facts.owed.includes(engineLabel(engine));

function objection(wish: HostWish, facts: HostFacts, standbys: readonly HostEngine[]): string | undefined {
  const names = standbys.map(({ engine }) => engine.name);
  const taken = standbys.find(
    ({ engine, job }) => facts.aside.includes(engine.name) && !isRunning(facts, engineLabel(job)),
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
