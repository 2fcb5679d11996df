import type { HostFacts } from "../model/facts.ts";
import { pinName } from "../model/lock.ts";
import { type JobChanges, jobChanges } from "./job-changes.ts";
import { isCurrent } from "./launchd.ts";
import { absentModels, movedModels } from "./model.ts";
import { isQualified, told, voidedBy } from "./qualification.ts";
import type { HostWish } from "./wish.ts";

export const LEFT = "the host has no such engine any more";

/** Why the release has to be brought to serve; undefined when it does. */
export function activationReason(wish: HostWish, facts: HostFacts, jobs: JobChanges): string | undefined {
  if (!isCurrent(wish, facts))
    return facts.current ? `release ${facts.current} serves` : "no release serves yet";
  const [left] = jobs.left;
  if (left) return `${left}: ${LEFT}`;
  const [again] = jobs.again;
  if (again) return `${again.label}: ${again.why}`;
  const moved = movedModels(wish, facts)[0];
  if (moved) return `${pinName(moved.pin)} is not the pinned manifest`;
  const absent = absentModels(wish, facts)[0];
  if (absent) return `${pinName(absent.pin)} is not resident under its digest`;
  if (isQualified(wish, facts) || facts.drained) return undefined;
  const changed = voidedBy(wish, facts);
  return changed.length > 0
    ? `its qualification is void: ${told(changed)}`
    : "an unproven release must not take requests";
}

/** False where nothing is activated, or only what is proven comes beside what serves. */
export function closesDoors(wish: HostWish, facts: HostFacts): boolean {
  const jobs = jobChanges(wish, facts);
  if (activationReason(wish, facts, jobs) === undefined) return false;
  const isBeside = (name: string): boolean => jobs.beside.some(({ engine }) => engine === name);
  const cuts = jobs.left.length + jobs.cut.length > 0 || jobs.beside.length === 0;
  return (
    cuts ||
    !isQualified(wish, facts) ||
    absentModels(wish, facts).some(({ model }) => !isBeside(model.engine))
  );
}
