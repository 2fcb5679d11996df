import fc from "fast-check";
import { expect, test } from "vitest";
import { contrastOf } from "../../src/gates/contrast/contrast.ts";
import type { Contrast } from "../../src/model/contrast.ts";
import { party, type Tale } from "../gates/contrast/parties.ts";

const tale: fc.Arbitrary<Tale> = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  slower: fc.double({ min: 0.3, max: 3, noNaN: true }),
  requests: fc.constantFrom(20, 80, 200),
});
const side = fc.uniqueArray(tale, { minLength: 1, maxLength: 3, selector: ({ seed }) => seed });

function contrast(a: readonly Tale[], b: readonly Tale[]): Contrast | undefined {
  const found = contrastOf({ a: a.map(party), b: b.map(party) }, []);
  return found.kind === "contrast" ? found.contrast : undefined;
}

test("nothing differs from itself", () => {
  fc.assert(
    fc.property(side, (runs) => {
      const found = contrast(runs, runs);
      expect(found?.word).toBe("no difference seen");
      for (const { ratio = 1, word } of found?.numbers ?? [])
        expect([ratio, word]).toEqual([1, "no difference seen"]);
    }),
    { numRuns: 15 },
  );
});

const MIRROR = { faster: "slower", slower: "faster" } as const;
const mirrored = (word: string): string =>
  Object.entries(MIRROR).find(([from]) => from === word)?.[1] ?? word;

test("B beside A is A beside B turned round", () => {
  fc.assert(
    fc.property(side, side, (a, b) => {
      fc.pre(!a.some(({ seed }) => b.some((other) => other.seed === seed)));
      const [there, back] = [contrast(a, b), contrast(b, a)];
      expect(mirrored(there?.word ?? "")).toBe(back?.word);
      expect(mirrored(there?.knees.word ?? "")).toBe(back?.knees.word);
      for (const [index, one] of (there?.numbers ?? []).entries()) {
        const other = back?.numbers[index];
        expect(mirrored(one.word)).toBe(other?.word);
        if (one.ratio !== undefined) expect(one.ratio * (other?.ratio ?? 0)).toBeCloseTo(1, 9);
        if (one.low !== undefined && other?.high !== undefined)
          expect(one.low * other.high).toBeCloseTo(1, 9);
      }
    }),
    { numRuns: 25 },
  );
});
