import type { Allowance, Contrast, Difference, SideNote } from "../../model/contrast.ts";
import { counted } from "../held.ts";
import { identity } from "./identity.ts";
import { kneesBeside } from "./knees.ts";
import { ASSUMED_NOISE, numbersOf, sharedRungs, type Unworded } from "./numbers.ts";
import type { Parties, Party } from "./party.ts";
import { machineOf } from "./traits.ts";
import { wholeWord, worded } from "./words.ts";

/** Two sides held beside each other, or why they cannot be. */
export type Comparison =
  | { readonly kind: "contrast"; readonly contrast: Contrast }
  | { readonly kind: "refused"; readonly objections: readonly string[] };

/** Holds B beside A, when they differ in nothing but what may differ. Evidence must have been verified before. */
export function contrastOf(parties: Parties, despite: readonly Allowance[]): Comparison {
  const { objections, compared, notes } = identity(parties, despite);
  const strange = objections.length > 0 ? objections : noSharedRung(parties);
  if (strange.length > 0) return { kind: "refused", objections: strange };
  const unit = Math.max(parties.a.length, parties.b.length) > 1 ? "run" : "request";
  const numbers = isSelf(parties) ? same(numbersOf(parties)) : worded(numbersOf(parties));
  const sides = { a: sideNote(parties.a), b: sideNote(parties.b) };
  return {
    kind: "contrast",
    contrast: {
      compared: compared.length > 0 ? compared : rest(sides),
      ...sides,
      unit,
      numbers,
      knees: kneesBeside(parties),
      word: wholeWord(numbers),
      notes: [...confounded(compared), ...notes, ...lone(parties), ...onOneSide(parties)],
    },
  };
}

const noSharedRung = (parties: Parties): readonly string[] =>
  sharedRungs(parties).length > 0 ? [] : ["there is no rung that all of them climbed"];

/** True where both sides are the very same evidence. */
const isSelf = ({ a, b }: Parties): boolean =>
  a.length === b.length && a.every(({ samples }) => b.some((other) => other.samples === samples));

/** Evidence beside itself: there is nothing to estimate. */
const same = (numbers: readonly Unworded[]): Contrast["numbers"] =>
  numbers.map(({ estimate, ...number }) => ({
    ...number,
    ...(estimate !== undefined && { ratio: 1, low: 1, high: 1, sees: 0 }),
    word: "no difference seen",
    why: "",
  }));

function sideNote(parties: readonly Party[]): SideNote {
  const starts = parties.map(({ climb }) => climb.startedAt).sort();
  const hosts = [...new Set(parties.map(({ climb }) => climb.host))];
  return {
    climbs: parties.map(({ name }) => name),
    host: hosts.join(", "),
    machine: parties[0] === undefined ? "" : machineOf(parties[0]),
    from: starts[0] ?? "",
    until: starts.at(-1) ?? "",
  };
}

/** Where nothing that is known differs, hosts do, or else only time. */
function rest({ a, b }: Pick<Contrast, "a" | "b">): readonly Difference[] {
  if (a.host !== b.host) return [{ what: "host", a: a.host, b: b.host }];
  return [{ what: "time", a: dates(a), b: dates(b) }];
}

const dates = ({ from, until }: SideNote): string => {
  const [first, last] = [from.slice(0, 10), until.slice(0, 10)];
  return first === last ? first : `${first} to ${last}`;
};

const confounded = (compared: readonly Difference[]): readonly string[] =>
  compared.length < 2
    ? []
    : [
        `${counted(compared.length, "thing")} differ (${compared.map(({ what }) => what).join(", ")}): which of them a number is due to cannot be told.`,
      ];

/** From so many runs a side on a change of a quarter shows nearly always. */
const ENOUGH = 5;

function lone(parties: Parties): readonly string[] {
  const least = Math.min(parties.a.length, parties.b.length);
  if (isSelf(parties)) return ["Both sides are the same evidence."];
  if (Math.max(parties.a.length, parties.b.length) > 1)
    return least >= ENOUGH
      ? []
      : [
          `${counted(least, "run")} on a side tell little of drift: ${ENOUGH} a side show a change of a quarter.`,
        ];
  const known = [...parties.a, ...parties.b].some(({ climb }) => climb.baseline?.noise !== undefined);
  const noise = known
    ? "as `espalier baseline noise` found it"
    : `assumed to be ${Math.round(100 * ASSUMED_NOISE.spread)} %, since nobody has measured it`;
  return [`One run a side: what two runs differ by anyway is in the intervals, ${noise}.`];
}

function onOneSide(parties: Parties): readonly string[] {
  const common = sharedRungs(parties);
  const all = new Set(
    [...parties.a, ...parties.b].flatMap(({ measurement }) => measurement.rungs.map(({ rung }) => rung)),
  );
  const odd = [...all].filter((rung) => !common.includes(rung)).sort((x, y) => x - y);
  return odd.length === 0 ? [] : [`Not every climb has rung ${odd.join(", ")}: left out.`];
}
