import type { Beside, Contrast, Word } from "../../model/contrast.ts";
import { holm } from "../../statistics/holm.ts";
import { type Estimate, type Interval, LEVEL } from "../../statistics/interval.ts";
import type { Unworded } from "./numbers.ts";

/** Where not even a difference of a quarter would have shown, nothing was seen because nothing could be. */
const BLIND = 0.25;

/**
 * Gives each number its word. Primaries share one chance of a false word (Holm), the others another one: of all that is looked at,
 * something would differ by chance.
 */
export function worded(numbers: readonly Unworded[]): readonly Beside[] {
  const families = [true, false].map((primary) => numbers.filter((one) => one.primary === primary));
  const words = new Map(families.flatMap((family) => familyWords(family)));
  return numbers.map((one) => beside(one, words.get(one) ?? { word: "cannot tell" }));
}

type Said = Pick<Beside, "word" | "sees">;

function familyWords(family: readonly Unworded[]): readonly (readonly [Unworded, Said])[] {
  const known = family.flatMap((one) => (one.estimate === undefined ? [] : [{ one, of: one.estimate }]));
  const differ = holm(
    known.map(
      ({ of }) =>
        (share) =>
          leavesOne(of.at(share * LEVEL)),
    ),
    1,
  );
  const open = Math.max(1, differ.filter((isSure) => !isSure).length);
  return known.map(({ one, of }, index) => [
    one,
    said(one, of, { differs: differ[index] === true, level: LEVEL / open }),
  ]);
}

const leavesOne = ({ low, high }: Interval): boolean => low > 1 || high < 1;

function said(
  { metric }: Unworded,
  estimate: Estimate,
  { differs, level }: { readonly differs: boolean; readonly level: number },
): Said {
  const { point, low, high } = estimate.at(level);
  const sees = Math.max(high / point, point / low) - 1;
  const shown = Number.isFinite(sees) && { sees };
  if (!differs) return { word: sees <= BLIND ? "no difference seen" : "cannot tell", ...shown };
  const isMore = point > 1;
  return { word: isMore === (metric === "throughput") ? "faster" : "slower", ...shown };
}

function beside({ estimate, why, ...number }: Unworded, { word, sees }: Said): Beside {
  if (estimate === undefined) return { ...number, word, why };
  const { point, low, high } = estimate.at(LEVEL);
  return {
    ...number,
    ratio: point,
    ...(low > 0 && { low }),
    ...(Number.isFinite(high) && { high }),
    ...(sees !== undefined && { sees }),
    word,
    why: word === "cannot tell" ? vague(sees) : "",
  };
}

const vague = (sees: number | undefined): string =>
  sees === undefined
    ? "too few requests or runs: no difference whatever would have shown"
    : `only a difference of ${Math.round(100 * sees)} % would have shown`;

/** What all primaries come to. */
export function wholeWord(numbers: readonly Beside[]): Contrast["word"] {
  const words = new Set<Word>(numbers.filter(({ primary }) => primary).map(({ word }) => word));
  if (words.has("faster") && words.has("slower")) return "mixed";
  const order = ["slower", "faster", "cannot tell", "no difference seen"] as const;
  return order.find((word) => words.has(word)) ?? "cannot tell";
}
