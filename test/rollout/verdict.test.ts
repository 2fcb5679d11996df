import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EXIT } from "../../src/model/failure.ts";
import { VERDICTS, type Verdict } from "../../src/model/gate.ts";
import type { HostResult } from "../../src/model/run-result.ts";
import { nextSentence, waitingReason } from "../../src/rollout/next.ts";
import { exitOf, stops, worst } from "../../src/rollout/verdict.ts";
import { fakeRun } from "../fakes/run-result.ts";

type Told = Partial<Pick<HostResult, "host" | "outcome" | "failure">> & {
  readonly verdict: Verdict;
  readonly reasons?: readonly string[];
};

const [template] = fakeRun().hosts;

function host({ verdict, reasons = [], ...told }: Told): HostResult {
  if (template === undefined) throw new Error("the fake run has no host");
  const { failure: _failure, ...whole } = template;
  return { ...whole, gate: { ...whole.gate, verdict, reasons }, ...told };
}

const results = (...verdicts: readonly Verdict[]): readonly HostResult[] =>
  verdicts.map((verdict) => host({ verdict }));

describe("the verdict over hosts", () => {
  test.each([
    ["all of them passed", ["pass", "pass"], "pass", EXIT.done],
    ["one failed", ["pass", "fail"], "fail", EXIT.gateFailed],
    ["one is unproven", ["pass", "unproven"], "unproven", EXIT.unproven],
    ["one failed and one is unproven", ["unproven", "fail", "pass"], "fail", EXIT.gateFailed],
    ["there are none", [], "unproven", EXIT.unproven],
  ] as const)("when %s", (_, verdicts, verdict, exit) => {
    expect(worst(results(...verdicts))).toBe(verdict);
    expect(exitOf(results(...verdicts))).toBe(exit);
    expect(stops(results(...verdicts))).toBe(exit !== EXIT.done);
  });

  test("an error comes before what the gates say: they were not all held", () => {
    expect(exitOf([host({ verdict: "fail" }), host({ verdict: "unproven", failure: "no way in" })])).toBe(
      EXIT.error,
    );
  });

  test("a pass that came to nothing is unproven for the run, and stops it", () => {
    const broken = host({ host: "mac-02", verdict: "pass", outcome: "rolled-back", failure: "no way in" });
    expect(worst([...results("pass"), broken])).toBe("unproven");
    expect(exitOf([broken])).toBe(EXIT.error);
    expect(waitingReason([broken])).toBe("not reached: mac-02 did not pass");
  });

  const anyHost = fc
    .record({
      verdict: fc.constantFrom(...VERDICTS),
      failure: fc.option(fc.constant("broken"), { nil: undefined }),
    })
    .map(({ verdict, failure }) => host({ verdict, ...(failure !== undefined && { failure }) }));
  const anyHosts = fc.array(anyHost, { maxLength: 6 });

  test("is pass for nothing less than one host or more that all passed", () => {
    fc.assert(
      fc.property(anyHosts, (hosts) => {
        const isProven =
          hosts.length > 0 &&
          hosts.every(({ gate, failure }) => gate.verdict === "pass" && failure === undefined);
        expect(worst(hosts) === "pass").toBe(isProven);
        expect(exitOf(hosts) === EXIT.done).toBe(isProven);
      }),
    );
  });

  test("gets no better when a host is added, and does not depend on their order", () => {
    const rank = { pass: 0, unproven: 1, fail: 2 } as const;
    fc.assert(
      fc.property(fc.array(anyHost, { minLength: 1, maxLength: 5 }), anyHost, (hosts, more) => {
        expect(rank[worst([...hosts, more])]).toBeGreaterThanOrEqual(rank[worst(hosts)]);
        expect(worst(hosts.toReversed())).toBe(worst(hosts));
      }),
    );
  });

  test("what to do next promises rest exactly when everything is proven", () => {
    fc.assert(
      fc.property(anyHosts, (hosts) => {
        const isAtRest = nextSentence(hosts).startsWith("Every host serves its pinned release");
        expect(isAtRest).toBe(exitOf(hosts) === EXIT.done);
      }),
    );
  });
});

describe("what to do next", () => {
  const passed = host({ host: "mac-01", verdict: "pass", outcome: "converged" });
  const waiting = host({ host: "mac-03", verdict: "unproven", outcome: "untouched" });
  const reasons = ["rung 4 has 12 of 80 requests"];
  const doubtful = host({ host: "mac-02", verdict: "unproven", outcome: "rolled-back", reasons });

  test.each([
    [
      "when all is proven",
      [passed],
      "Every host serves its pinned release; nothing is to be done until a pin moves.",
    ],
    [
      "when a gate failed",
      [passed, host({ host: "mac-02", verdict: "fail", outcome: "rolled-back" }), waiting],
      "The rollout stopped at mac-02 (rolled-back); 1 of 3 hosts are untouched. Change what the report names, pin and deploy again.",
    ],
    [
      "when a host could not be reached",
      [host({ host: "mac-02", verdict: "unproven", outcome: "untouched", failure: "no way in" }), waiting],
      "Mend what stopped mac-02 and deploy again; 2 of 2 hosts are untouched.",
    ],
    [
      "when too little was measured",
      [passed, doubtful],
      "mac-02 is not proven: rung 4 has 12 of 80 requests. Deploy again when that is mended.",
    ],
    [
      "when a later wave misses after a canary that was qualified before",
      [host({ host: "mac-01", verdict: "pass", outcome: "untouched" }), waiting, doubtful],
      "mac-02 is not proven: rung 4 has 12 of 80 requests. Deploy again when that is mended.",
    ],
    [
      "when a host was left closed",
      [passed, host({ host: "mac-02", verdict: "unproven", outcome: "left-closed", failure: "cut short" })],
      "Mend what stopped mac-02 and deploy again; 0 of 2 hosts are untouched. Closed until then: mac-02.",
    ],
    [
      "when two gates were missed",
      ["mac-02", "mac-03"].map((name) => host({ host: name, verdict: "fail", outcome: "rolled-back" })),
      "The rollout stopped at mac-02 (rolled-back) and mac-03 (rolled-back); 0 of 2 hosts are untouched. Change what the report names, pin and deploy again.",
    ],
    [
      "when all is proven and the inventory keeps one closed",
      [passed, host({ host: "mac-02", verdict: "pass", outcome: "ready" })],
      "Every host has its pinned release (closed: mac-02); nothing is to be done until a pin moves.",
    ],
    [
      "when nobody was asked",
      [],
      "No host was judged, so nothing is proven: name the hosts and deploy again.",
    ],
  ])("%s", (_, hosts, sentence) => {
    expect(nextSentence(hosts)).toBe(sentence);
  });

  test.each([
    [
      "names the host that failed",
      [passed, host({ host: "mac-02", verdict: "fail" })],
      "not reached: mac-02 did not pass",
    ],
    [
      "names all that ended it, and no other that waits",
      [
        waiting,
        host({ host: "mac-04", verdict: "unproven", outcome: "rolled-back" }),
        host({ host: "mac-05", verdict: "unproven", outcome: "lost", failure: "no way in" }),
      ],
      "not reached: mac-04 and mac-05 did not pass",
    ],
    ["blames nobody when nobody stopped it", [passed], "not reached in this run"],
  ])("a host that waits %s", (_, touched, reason) => {
    expect(waitingReason(touched)).toBe(reason);
  });
});
