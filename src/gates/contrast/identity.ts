import { type Climbed, NOT_KNOWN } from "../../model/climbed.ts";
import { termsOf } from "../../model/contract.ts";
import type { Allowance, Difference } from "../../model/contrast.ts";
import type { Parties, Party } from "./party.ts";

/** What two sides have in common, and what not. */
export interface Identity {
  /** Why they cannot be compared, one sentence each; empty when they can. */
  readonly objections: readonly string[];
  /** What differs all the same, because it may. */
  readonly compared: readonly Difference[];
  /** What could not be told apart. */
  readonly notes: readonly string[];
}

/** Something that must be equal, unless its allowance is given. */
interface Trait {
  readonly what: string;
  readonly of: (party: Party) => string;
  readonly allowance?: Allowance | "always";
  /** Unknown on a side is a note instead of an objection. */
  readonly mayBeUnknown?: true;
}

/** Holds the climbs of each side against each other, then one side against the other. */
export function identity(parties: Parties, despite: readonly Allowance[]): Identity {
  const lost = Object.values(parties).flat().flatMap(unsaid);
  if (lost.length > 0) return { objections: lost, compared: [], notes: [] };
  const [a, b] = [parties.a[0], parties.b[0]];
  if (a === undefined || b === undefined)
    return { objections: ["a side has no climb"], compared: [], notes: [] };
  const traits = traitsOf(a, b);
  const found = traits.flatMap((trait) => differing(trait, { a, b }));
  const objected = found.filter(({ trait: { allowance } }) => !isAllowed(allowance, despite));
  return {
    objections: [
      ...inner("A", parties.a, traits),
      ...inner("B", parties.b, traits),
      ...shared(parties),
      ...objected.map(objection),
    ],
    compared: found.filter((one) => !objected.includes(one)).map(({ difference }) => difference),
    notes: traits.flatMap((trait) => unknownNote(trait, { a, b })),
  };
}

const isAllowed = (allowance: Trait["allowance"], despite: readonly Allowance[]): boolean =>
  allowance === "always" || (allowance !== undefined && despite.includes(allowance));

const unsaid = ({ name, climbed }: Party): readonly string[] =>
  climbed === undefined
    ? [`${name} does not say on which machine, model and engine it was climbed: an older Espalier wrote it`]
    : [];

/** The terms come last: most of them differ because of something above. */
function traitsOf(a: Party, b: Party): readonly Trait[] {
  const names = new Set([a, b].flatMap(({ climb }) => Object.keys(termsOf(climb.contract))));
  return [
    { what: "ladder revision", of: ({ climb }) => climb.revision },
    { what: "model", of: said("model"), allowance: "model" },
    { what: "engine", of: said("engine"), allowance: "engine" },
    { what: "slots", of: said("slots"), allowance: "slots", mayBeUnknown: true },
    { what: "machine", of: machineOf, allowance: "always" },
    ...[...names].map((name) => ({
      what: name === "runtime" ? "runtime" : `${name} of the client`,
      of: ({ climb }: Party) =>
        JSON.stringify(new Map<string, unknown>(Object.entries(termsOf(climb.contract))).get(name)) ?? "none",
      ...(name === "runtime" && { allowance: "runtime" as const }),
    })),
  ];
}

const said =
  (name: keyof Climbed) =>
  ({ climbed }: Party): string =>
    climbed?.[name] ?? NOT_KNOWN;

export const machineOf = ({ climbed }: Pick<Party, "climbed">): string =>
  climbed === undefined ? NOT_KNOWN : `${climbed.chip}, ${climbed.memory}`;

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
  if (isUnknown && trait.mayBeUnknown) return [];
  if (!isUnknown && isSame(ours, theirs)) return [];
  return [{ trait, difference: { what: trait.what, a: ours, b: theirs } }];
}

const DIGEST = /sha256:[0-9a-f]{64}/;

/** What is pinned by digest on both sides is the same when that is; else its name and version decide. */
function isSame(a: string, b: string): boolean {
  const [ours, theirs] = [DIGEST.exec(a)?.[0], DIGEST.exec(b)?.[0]];
  return ours !== undefined && theirs !== undefined ? ours === theirs : plain(a) === plain(b);
}

/** `ollama@0.35.1 sha256:...` and `ollama 0.35.1` name one version. */
const plain = (text: string): string => text.replace(DIGEST, "").replace("@", " ").trim();

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

/** A digest by its first twelve digits. */
export const brief = (text: string): string => text.replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, "$1");

function unknownNote(trait: Trait, { a, b }: Pair): readonly string[] {
  if (!trait.mayBeUnknown) return [];
  const sides = [["A", trait.of(a)] as const, ["B", trait.of(b)] as const].filter(([, text]) =>
    text.includes(NOT_KNOWN),
  );
  return sides.map(
    ([side]) => `The ${trait.what} of ${side} are not known: if they differ, part of what is seen is theirs.`,
  );
}
