import type { HostFacts } from "../../model/facts.ts";
import { engineLabel } from "../../model/layout.ts";
import { memoryOf } from "../current.ts";
import { servesItself } from "../launchd.ts";
import { noRoomForBoth } from "../memory/room.ts";
import { hostStandbys } from "../ports.ts";
import type { Retreat } from "../retreat.ts";

/**
 * The engines by which the release that was good before differs, where each can come back beside the one that serves, so that nobody is
 * refused; `undefined` where something else differs, an engine has no second port, or memory does not hold both.
 */
export function besideOnTheWayBack(retreat: Retreat, facts: HostFacts): readonly string[] | undefined {
  const { changes = [], standbys = [], manifest } = facts.wayBack ?? {};
  const ready = hostStandbys(retreat.pool, retreat.host)
    .map(({ engine }) => engine.name)
    .filter((name) => standbys.includes(name) && isReady(facts, name));
  const engines = ready.filter((name) => changes.includes(engineLabel(name)));
  if (facts.wayBack === undefined || facts.drained || engines.length < changes.length) return undefined;
  const now = memoryOf(facts.currentManifest);
  return noRoomForBoth(retreat, now, memoryOf(manifest)) === undefined ? engines : undefined;
}

/** It does its work, and nothing is in the way of its standby. */
const isReady = (facts: HostFacts, engine: string): boolean =>
  servesItself(facts, engine) && !facts.aside.includes(engine);
