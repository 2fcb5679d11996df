import { describe, expect, test } from "vitest";
import { leftAs, unsettledReason } from "../../src/operations/standing.ts";
import { convergedFacts, wishFor } from "../fakes/wish.ts";
import { smallPool } from "../inventory/files.ts";

const wish = wishFor();
const older = convergedFacts(wishFor(smallPool(["ollama@0.35.1", "ollama@0.34.4"])));
const { good: _, ...unproven } = convergedFacts(wish);

describe("a host of which nobody told", () => {
  test.each([
    ["was cut short behind closed doors", { ...unproven, drained: true }, true, "left-closed"],
    [
      "was closed before, by a run or a person that is not this one",
      { ...older, drained: true },
      false,
      "held",
    ],
    ["takes requests with a release that has not passed", unproven, true, "left-open"],
    ["was begun, and serves what it did", older, true, "unchanged"],
    ["was never begun", older, false, "untouched"],
  ] as const)("%s", (_, facts, hasBegun, end) => {
    expect(leftAs(wish, facts, hasBegun)).toBe(end);
  });

  test("says that it is closed to requests", () => {
    expect(unsettledReason(wish, { ...unproven, drained: true })).toMatch(
      /^its release \S+ has not passed the gate; it is closed to requests$/,
    );
  });
});
