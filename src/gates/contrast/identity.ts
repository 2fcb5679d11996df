import { NOT_KNOWN } from "../../model/climbed.ts";
import type { Allowance, Difference } from "../../model/contrast.ts";
import { brief } from "../../model/digest.ts";
import { footing, unnamedFooting } from "./footing.ts";
import type { Parties, Party } from "./party.ts";
import { isSame } from "./same.ts";
import { pinnedSettings } from "./settings.ts";
import type { Trait } from "./trait.ts";
import { traitsOf } from "./traits.ts";

/** What two sides have in common, and what not. */
export interface Identity {
  /** Why they cannot be compared, one sentence each; empty when they can. */
  readonly objections: readonly string[];
  /** What differs all the same, because it may. */
  readonly compared: readonly Difference[];
  /** What could not be told apart. */
  readonly notes: readonly string[];
}

/** Holds the climbs of each side against each other, then one side against the other. */
export function identity(parties: Parties, despite: readonly Allowance[]): Identity {
  const lost = Object.values(parties).flat().flatMap(unsaid);
  if (lost.length > 0) return { objections: lost, compared: [], notes: [] };
  const [a, b] = [parties.a[0], parties.b[0]];
  if (a === undefined || b === undefined)
    return { objections: ["a side has no climb"], compared: [], notes: [] };
  const traits = traitsOf(parties);
  const found = traits.flatMap((trait) => differing(trait, { a, b }));
  const objected = found.filter(({ trait: { allowance } }) => !isAllowed(allowance, despite));
  const named = [...found.map(({ difference }) => difference), ...footing(parties)];
  const compared = named.length > 0 ? named : unnamedFooting(parties, pinnedSettings);
  return {
    objections: [
      ...inner("A", parties.a, traits),
      ...inner("B", parties.b, traits),
      ...shared(parties),
      ...objected.map(objection),
    ],
    compared,
    notes: traits.flatMap((trait) => unknownNote(trait, parties)),
  };
}

const isAllowed = (allowance: Trait["allowance"], despite: readonly Allowance[]): boolean =>
  allowance === "always" || (allowance !== undefined && despite.includes(allowance));

const unsaid = ({ name, climbed }: Party): readonly string[] =>
  climbed === undefined
    ? [`${name} does not say on which machine, model and engine it was climbed: an older Espalier wrote it`]
    : [];

interface Pair {
  readonly a: Party;
  readonly b: Party;
}

interface Found {
  readonly trait: Trait;
  readonly difference: Difference;
}

function differing(trait: Trait, { a, b }: Pair): readonly Found[] {
  const [ours, theirs] = [trait.of(a), trait.of(b)];
  const isUnknown = [ours, theirs].some((text) => text.includes(NOT_KNOWN));
  if (isUnknown && trait.unknownOf) return [];
  if (!isUnknown && isSame(ours, theirs)) return [];
  return [{ trait, difference: { what: trait.what, a: ours, b: theirs } }];
}

/** Whoever pools climbs says that they are of one thing. */
function inner(side: string, parties: readonly Party[], traits: readonly Trait[]): readonly string[] {
  const [first, ...others] = parties;
  if (first === undefined) return [];
  const odd = traits.flatMap((trait) => {
    const other = others.find((party) => !isSame(trait.of(party), trait.of(first)));
    return other === undefined ? [] : [{ what: trait.what, a: trait.of(first), b: trait.of(other), other }];
  });
  return odd.map(
    ({ what, a, b, other }) =>
      `${side} mixes what is not the same: ${what} is ${brief(a)} in ${first.name} and ${brief(b)} in ${other.name}`,
  );
}

function shared({ a, b }: Parties): readonly string[] {
  const both = a.filter(({ samples }) => b.some((other) => other.samples === samples));
  const isSelf = both.length === a.length && both.length === b.length;
  return isSelf ? [] : both.map(({ name }) => `${name} stands on both sides`);
}

function objection({ trait: { what, allowance }, difference: { a, b } }: Found): string {
  const unknown = [a, b].some((text) => text.includes(NOT_KNOWN));
  const told = unknown
    ? `${what} cannot be held against each other: ${a} and ${b}`
    : `${what} differs: ${brief(a)} and ${brief(b)}`;
  return allowance === undefined ? told : `${told} (--despite ${allowance} compares all the same)`;
}

function unknownNote({ what, unknownOf }: Trait, parties: Parties): readonly string[] {
  if (unknownOf === undefined) return [];
  const sides = [...(parties.a.some(unknownOf) ? ["A"] : []), ...(parties.b.some(unknownOf) ? ["B"] : [])];
  const told = `The ${what} of ${sides.join(" and of ")} are not known: if they differ, part of what is seen is theirs.`;
  return sides.length === 0 ? [] : [told];
}
