import { describe, expect, test } from "vitest";
import type { Decision } from "../../src/model/climb.ts";
import { inFlight } from "../../src/model/in-flight.ts";
import { ratesOf } from "../../src/model/rates.ts";
import type { Sample } from "../../src/model/sample.ts";
import { steadyOf } from "../../src/model/steady.ts";
import { goneOn, stintsOf, timesUpAgain } from "../../src/model/stint.ts";

const RUNG = 4;
const TOOK = 400;

/** Four streams that start 10 ms apart and have sent ten requests each. */
const stint = (from: number): readonly Sample[] =>
  Array.from({ length: RUNG * 10 }, (_, index) => {
    const sent = from + (index % RUNG) * 10 + Math.floor(index / RUNG) * TOOK;
    return {
      ...{
        host: "mac-01",
        rung: RUNG,
        index,
        sent,
        firstToken: sent,
        lastToken: sent + TOOK,
        end: sent + TOOK,
      },
      ...{ chunks: 8, outputTokens: 8, outcome: "ok", status: 200, error: "" },
    };
  });

/** They run dry, and go on after a quarter of a second. */
const rested = [...stint(0), ...stint(10 * TOOK + 30 + 250)];

describe("a rung that rested and went on", () => {
  test("is parted where nothing was in flight", () => {
    expect(stintsOf(rested, 1).map((part) => part.length)).toEqual([40, 40]);
  });

  test("has the rates and the streams of one that never rested", () => {
    const truth = ratesOf(stint(0), steadyOf(stint(0), RUNG)).throughput ?? 0;
    const rates = (rests: number) => ratesOf(rested, steadyOf(rested, RUNG, rests)).throughput ?? 0;
    expect(rates(1) / truth).toBeCloseTo(1, 3);
    expect(rates(0) / truth).toBeLessThan(0.95);
    expect(inFlight(rested, RUNG, 1)).toBeCloseTo(RUNG, 1);
  });

  test("has idled where nobody decided that it goes on", () => {
    expect(stintsOf(rested, 0)).toEqual([rested]);
    const often = [...rested, ...stint(20_000)];
    expect(stintsOf(often, 1)).toEqual([often]);
  });
});

test("an open loop has no rests", () => {
  const open = rested.map((one) => ({ ...one, planned: one.sent }));
  expect(steadyOf(open, RUNG)).toHaveLength(1);
});

describe("a rung went on", () => {
  const at = (kind: Decision["kind"], place: Partial<Decision> = {}): Decision => ({
    ...{ rung: 4, requests: 80, kind, why: "" },
    ...place,
  });

  test.each([
    { says: "never, when it was not decided", decisions: undefined, times: 0 },
    { says: "never, when it was not let go before", decisions: [at("more"), at("next")], times: 0 },
    { says: "once", decisions: [at("next"), at("more"), at("stop")], times: 1 },
    { says: "twice", decisions: [at("more"), at("stop"), at("more"), at("next"), at("more")], times: 2 },
    { says: "never, when another did", decisions: [at("next", { rung: 2 }), at("more")], times: 0 },
    { says: "never on the way up", decisions: [at("stop", { lap: 2 }), at("more", { lap: 2 })], times: 0 },
    {
      says: "never, when only its last requests changed why it was let go",
      decisions: [at("next"), at("stop")],
      times: 0,
    },
    {
      says: "once, when the climb came again and its first look let it go",
      decisions: [at("stop"), at("stop")],
      times: 1,
    },
  ])("$says", ({ decisions, times }) => {
    expect(goneOn(decisions, { rung: 4 })).toBe(times);
  });

  const back = (kind: Decision["kind"]): Decision => at(kind, { rung: 1, lap: 2 });

  test.each([
    { says: "never, when it returned once", decisions: [at("next"), back("more"), back("stop")], times: 0 },
    { says: "once", decisions: [at("next"), back("stop"), at("more"), at("next"), back("stop")], times: 1 },
    { says: "twice", decisions: [back("stop"), at("more"), back("stop"), at("more")], times: 2 },
  ])("the climb went up again: $says", ({ decisions, times }) => {
    expect(timesUpAgain(decisions)).toBe(times);
  });
});
