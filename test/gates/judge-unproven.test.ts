import { describe, expect, test } from "vitest";
import { judge } from "../../src/gates/judge.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import { climb, without } from "./climbs.ts";
import { rule } from "./rules.ts";

const verdictOf = (seen: Climb, ...texts: readonly string[]) =>
  judge(seen, measure(seen), { rules: texts.map(rule) });

const quiet = (seen: Climb): Climb => ({ ...seen, signals: [] });
const uncounted = (seen: Climb): Climb => ({
  ...seen,
  samples: seen.samples.map((sample) => {
    const { host, rung, index, sent, end, chunks, outcome, status, error } = sample;
    return { host, rung, index, sent, end, chunks, outcome, status, error };
  }),
});
/** Between two requests every stream of rung 4 rests as long as it worked. */
const heldTwo = (seen: Climb): Climb => ({
  ...seen,
  samples: seen.samples.map((sample) =>
    sample.rung === 4 ? { ...sample, end: sample.sent + (sample.end - sample.sent) / 2 } : sample,
  ),
});

describe("nothing is proven", () => {
  test.each([
    {
      why: "20 requests cannot carry a p95",
      seen: climb({ requests: 20 }),
      text: "ttft.p95 <= 9 s",
      says: /needs 72/,
    },
    { why: "80 requests cannot carry a p99", seen: climb(), text: "ttft.p99 <= 9 s", says: /needs 368/ },
    {
      why: "rung 1 was not climbed",
      seen: climb({ rungs: [2, 4] }),
      text: "ttft.p95 <= 3 x baseline",
      says: /no baseline/,
    },
    {
      why: "only the baseline was climbed",
      seen: climb({ rungs: [1] }),
      text: "ttft.p95 <= 3 x baseline",
      says: /no rung/,
    },
    {
      why: "rung 1 is its own baseline",
      seen: climb(),
      text: "ttft.p95 <= 3 x baseline at 1",
      says: /no rung/,
    },
    {
      why: "the rung is not on the ladder",
      seen: climb(),
      text: "ttft.p95 <= 9 s at 16",
      says: /rung 16 was not climbed/,
    },
    {
      why: "errors of a rung that is not there",
      seen: climb(),
      text: "errors == 0 at 16",
      says: /no request/,
    },
    {
      why: "a rung is missing",
      seen: without(climb(), ({ rung }) => rung === 4),
      text: "errors == 0",
      says: /stopped early: rung 4 has 0 of 80/,
    },
    {
      why: "one request is missing",
      seen: without(climb(), ({ index }) => index === 79),
      text: "errors == 0",
      says: /79 of 80/,
    },
    {
      why: "no signal was read",
      seen: quiet(climb()),
      text: "swap.growth <= 2 GiB",
      says: /swapUsed was not read/,
    },
    {
      why: "the client was busy",
      seen: climb({ loopDelay: (rung) => (rung === 4 ? 64 : 2) }),
      text: "ttft.p95 <= 9 s",
      says: /event-loop delay p99 64 ms/,
    },
    {
      why: "the client was busy at the baseline",
      seen: climb({ loopDelay: (rung) => (rung === 1 ? 64 : 2) }),
      text: "ttft.p95 <= 3 x baseline at 4",
      says: /busy at rung 1/,
    },
    {
      why: "the delay is not a number",
      seen: climb({ loopDelay: () => Number.NaN }),
      text: "ttft.p95 <= 9 s",
      says: /busy/,
    },
    {
      why: "half of the streams were idle",
      seen: heldTwo(climb()),
      text: "ttft.p95 <= 9 s",
      says: /2\.\d streams in flight/,
    },
    {
      why: "the probe kept silent about itself",
      seen: { ...climb(), doubts: [] },
      text: "ttft.p95 <= 9 s",
      says: /said nothing about itself/,
    },
    {
      why: "the server counted no tokens",
      seen: uncounted(climb()),
      text: "throughput >= 0 tok/s",
      says: /counted no tokens/,
    },
    {
      why: "a request of another host",
      seen: { ...climb(), host: "mac-02" },
      text: "errors == 0",
      says: /not of mac-02/,
    },
    {
      why: "a rung outside the contract",
      seen: { ...climb(), contract: { ...climb().contract, rungs: [1, 2] } },
      text: "errors == 0",
      says: /rung 4 is not in the contract/,
    },
  ])("$why", ({ seen, text, says }) => {
    const result = verdictOf(seen, text);
    expect(result.verdict).toBe("unproven");
    expect(result.reasons.join()).toMatch(says);
  });

  test("a request that is counted twice replaces none", () => {
    const whole = climb();
    const twice = whole.samples.map((sample) => (sample.index === 5 ? { ...sample, index: 4 } : sample));
    expect(verdictOf({ ...whole, samples: twice }, "errors == 0").reasons.join()).toContain(
      "rung 1 counts a request twice",
    );
  });

  test("a signal that went unread for seven seconds of a rung", () => {
    const whole = climb();
    const gap = whole.signals.filter(({ rung, at }) => rung !== 4 || at % 1e6 < 1000 || at % 1e6 > 8000);
    const result = verdictOf({ ...whole, signals: gap }, "pressure == 1");
    expect(result).toMatchObject({
      verdict: "unproven",
      reasons: [expect.stringMatching(/unread for \d+ ms at rung 4/)],
    });
  });

  test("no rules, no promise", () => {
    expect(verdictOf(climb())).toMatchObject({
      verdict: "unproven",
      findings: [],
      reasons: [expect.stringMatching(/no gate rules/)],
    });
  });
});
