import fc from "fast-check";
import { expect, test } from "vitest";
import { judge } from "../../src/gates/judge.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import { COMPARISONS, METRICS, type Rule } from "../../src/model/rule.ts";
import { climb } from "../gates/climbs.ts";

const limit = fc.oneof(
  fc.record({
    kind: fc.constant("absolute" as const),
    value: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e13, noNaN: true })),
  }),
  fc.record({ kind: fc.constant("baseline" as const), factor: fc.double({ min: 0, max: 10, noNaN: true }) }),
);

const rule: fc.Arbitrary<Rule> = fc
  .record(
    {
      metric: fc.constantFrom(...METRICS),
      comparison: fc.constantFrom(...COMPARISONS),
      limit,
      rung: fc.constantFrom(1, 2, 4, 16),
    },
    { requiredKeys: ["metric", "comparison", "limit"] },
  )
  .map((parts) => ({ text: `${parts.metric} ${parts.comparison}`, ...parts }));

const rules = fc.array(rule, { minLength: 1, maxLength: 4 });
const story = fc.record({
  slow: fc.integer({ min: 1, max: 5000 }),
  failing: fc.integer({ min: 0, max: 30 }),
  swap: fc.integer({ min: 0, max: 8 }),
});

const told = story.map(({ slow, failing, swap }) =>
  climb({
    ttft: (rung) => 50 + slow * (rung - 1),
    fails: (rung, index) => rung === 4 && index < failing,
    swap: (rung) => swap * rung * 1024 ** 3,
  }),
);

const verdictOf = (seen: Climb, asked: readonly Rule[]) =>
  judge(seen, measure(seen), { rules: asked }).verdict;

test("an empty climb proves nothing, whatever is asked", () => {
  const empty: Climb = { ...climb(), samples: [], signals: [], doubts: [] };
  fc.assert(
    fc.property(rules, (asked) => {
      const result = judge(empty, measure(empty), { rules: asked });
      expect(result.verdict).toBe("unproven");
      expect(result.findings.map(({ verdict }) => verdict)).toEqual(asked.map(() => "unproven"));
    }),
  );
});

test("a climb that lacks one request or more never passes", () => {
  fc.assert(
    fc.property(told, rules, fc.array(fc.nat(239), { minLength: 1 }), (whole, asked, dropped) => {
      const samples = whole.samples.filter((_, position) => !dropped.includes(position));
      expect(verdictOf({ ...whole, samples }, asked)).not.toBe("pass");
    }),
  );
});

test("a rule on a signal never passes when a rung has no reading of it", () => {
  const signals = fc.constantFrom(
    "rss.peak",
    "footprint.peak",
    "swap.growth",
    "pressure",
    "thermal" as const,
  );
  fc.assert(
    fc.property(told, rule, signals, fc.constantFrom(1, 2, 4), (whole, asked, metric, blind) => {
      const { rung: _, ...everywhere } = asked;
      const seen = { ...whole, signals: whole.signals.filter(({ rung }) => rung !== blind) };
      expect(verdictOf(seen, [{ ...everywhere, metric } as Rule])).not.toBe("pass");
    }),
  );
});

test("a rule on latency or throughput never passes without the probe's word about itself", () => {
  const times = fc.constantFrom("ttft.p50", "ttft.p95", "completion.p95", "gap.p95", "throughput" as const);
  fc.assert(
    fc.property(told, rule, times, (whole, asked, metric) => {
      expect(verdictOf({ ...whole, doubts: [] }, [{ ...asked, metric } as Rule])).not.toBe("pass");
    }),
  );
});

test("one more failed request never turns a verdict into a pass", () => {
  const grows = fc.constantFrom("errors", "ttft.p50", "ttft.p95", "completion.p95", "gap.p95" as const);
  const ceiling = fc.record({
    text: fc.constant("generated"),
    metric: grows,
    comparison: fc.constantFrom("<=", "<" as const),
    limit: fc.record({ kind: fc.constant("absolute" as const), value: fc.integer({ min: 0, max: 9000 }) }),
  }) as fc.Arbitrary<Rule>;
  fc.assert(
    fc.property(told, ceiling, fc.nat(239), (whole, asked, hit) => {
      fc.pre(verdictOf(whole, [asked]) !== "pass");
      const samples = whole.samples.map((sample, position) =>
        position === hit
          ? ({ ...sample, outcome: "http-error", status: 503, error: "busy" } as const)
          : sample,
      );
      expect(verdictOf({ ...whole, samples }, [asked])).not.toBe("pass");
    }),
  );
});

test("a breach is never silent: whatever does not pass says why", () => {
  fc.assert(
    fc.property(told, rules, (seen, asked) => {
      const { verdict, reasons, findings } = judge(seen, measure(seen), { rules: asked });
      expect(reasons.length > 0).toBe(verdict !== "pass");
      for (const finding of findings) expect(finding.reason !== "").toBe(finding.verdict !== "pass");
    }),
  );
});
