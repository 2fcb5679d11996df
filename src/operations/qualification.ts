import { canonicalJson, type Digest, digestOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import type { Pool } from "../model/pool.ts";
import type { Cause, Change, Extent } from "../model/qualification.ts";
import type { HostResult } from "../model/run-result.ts";
import { conditions, wishedConditions } from "./conditions.ts";
import { isGood } from "./launchd.ts";
import type { HostWish } from "./wish.ts";

/** The result that qualified the good release of a host; absent when the host does not remember one. */
export function qualifiedBy(facts: HostFacts): HostResult | undefined {
  try {
    const value = JSON.parse(facts.qualification ?? "null") as HostResult | null;
    return value?.release?.wanted && value.gate && value.evidence ? value : undefined;
  } catch {
    return undefined;
  }
}

type Values = Readonly<Record<string, string>>;

/** One digest over everything that qualifies: the pins of a release and what the host itself was. */
export const proofDigest = (pins: Values, now: Values): Digest => digestOf(canonicalJson({ pins, now }));

/** What the host itself changed since its good release was proven, whatever release is wanted. */
export function changedConditions(facts: HostFacts): readonly Change[] {
  if (facts.good === undefined) return [];
  const proof = qualifiedBy(facts)?.proof;
  return proof === undefined ? [FORGOTTEN] : differing(proof.conditions, conditions(facts));
}

const FORGOTTEN: Change = {
  cause: "other",
  what: "the record of its proof",
  was: "there",
  now: "missing or unreadable",
};

/** Everything that changed since the last proof on this host, or will when the plan is done; empty when it is qualified. */
function changesSince(wish: HostWish, facts: HostFacts): readonly Change[] {
  const pins = isGood(wish, facts) ? {} : wish.spec.pins;
  const before = isGood(wish, facts) ? {} : (qualifiedBy(facts)?.pins ?? {});
  return [...differing(before, pins), ...footingChanges(wish, facts)];
}

/** What the host changed since its proof, and what the plan is about to change. */
function footingChanges(wish: HostWish, facts: HostFacts): readonly Change[] {
  const changed = changedConditions(facts);
  const proof = facts.good === undefined ? undefined : qualifiedBy(facts)?.proof;
  const coming = proof === undefined ? [] : differing(proof.conditions, wishedConditions(wish, facts));
  return [...changed, ...coming.filter(({ what }) => !changed.some((other) => other.what === what))];
}

/** True when the wanted release has passed its gate on this host, and what it was proven under has not and will not change. */
export const isQualified = (wish: HostWish, facts: HostFacts): boolean =>
  isGood(wish, facts) && footingChanges(wish, facts).length === 0;

/** Why the proof of the wanted release does not stand; empty for a host that needs none or has one. */
export const voidedBy = (wish: HostWish, facts: HostFacts): readonly Change[] =>
  isGood(wish, facts) ? footingChanges(wish, facts) : [];

function differing(was: Values, now: Values): readonly Change[] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(now)])].sort();
  return names
    .filter((what) => was[what] !== now[what])
    .map((what) => ({
      cause: causeOf(what),
      what,
      ...(was[what] !== undefined && { was: was[what] }),
      ...(now[what] !== undefined && { now: now[what] }),
    }));
}

const CAUSE_OF: readonly (readonly [RegExp, Cause])[] = [
  [/^(host\.)?os$/, "os"],
  [/^host\.(chip|memory)$/, "hardware"],
  [/^host\.gpuMemory$/, "gpuMemory"],
  [/^host\.power$/, "power"],
  [/^engine\./, "engine"],
  [/^model\./, "model"],
  [/^proxy(\.|$)/, "proxy"],
  [/^(ladder(\.|$)|gates$)/, "ladder"],
];

const causeOf = (what: string): Cause => CAUSE_OF.find(([pattern]) => pattern.test(what))?.[1] ?? "other";

/** A climb that is due: how much of the ladder, and why. */
export interface DueClimb {
  readonly extent: Extent;
  readonly rungs: readonly number[];
  readonly why: string;
}

/** The climb that brings the wanted release its proof; `undefined` when it has one that stands. */
export function dueClimb(wish: HostWish, facts: HostFacts): DueClimb | undefined {
  if (isQualified(wish, facts)) return undefined;
  const { pool } = wish;
  const changes = changesSince(wish, facts);
  const isKnown = facts.good !== undefined && qualifiedBy(facts)?.proof !== undefined;
  const isSmall = isKnown && changes.every(({ cause }) => pool.qualification[cause] === "reduced");
  const extent = isSmall ? "reduced" : "full";
  return { extent, rungs: rungsOf(pool, extent), why: reason(wish, facts, changes) };
}

const rungsOf = ({ ladder }: Pool, extent: Extent): readonly number[] =>
  extent === "full" ? ladder.rungs : ladder.reduced;

function reason(wish: HostWish, facts: HostFacts, changes: readonly Change[]): string {
  const run = qualifiedBy(facts)?.run;
  if (facts.good === undefined) return "no release has passed its gate on this host";
  if (run === undefined) return "the host does not remember under what its release was proven";
  if (!isGood(wish, facts)) return `this release has not passed its gate on this host: ${told(changes)}`;
  return `its qualification is void since run ${run}: ${told(changes)}`;
}

/** The changes in one clause; digests are not for people. */
export const told = (changes: readonly Change[]): string =>
  changes.map(tellOne).join(", ") || "nothing that was proven changed";

const tellOne = ({ what, was, now }: Change): string => {
  const values = [was, now];
  if (values.some((value) => value === undefined || value.includes("sha256:"))) return `${what} changed`;
  return `${what} changed from ${was} to ${now}`;
};
