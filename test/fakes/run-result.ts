import type { Climb } from "../../src/model/climb.ts";
import { digestOf } from "../../src/model/digest.ts";
import type { Finding, GateResult, Verdict } from "../../src/model/gate.ts";
import type { Measurement } from "../../src/model/measurement.ts";
import type { HostResult, RunResult } from "../../src/model/run-result.ts";
import { formatDuration, formatSize } from "../../src/model/units.ts";
import { fakeClimb, LADDER, MAC_01, MAC_02 } from "./climb.ts";
import { fakeMeasurement } from "./measurement.ts";

const RULES = [
  "ttft.p95 <= 3 x baseline at 4",
  "ttft.p95 <= 1.5 s at 8",
  "completion.p95 <= 9 s",
  "errors == 0",
  "swap.growth <= 2 GiB",
  "pressure <= warning",
];

const climb01 = fakeClimb(MAC_01);
const climb02 = fakeClimb(MAC_02);

/** Climbs of the hosts that climbed, by host name. */
export const fakeClimbs = (): ReadonlyMap<string, Climb> =>
  new Map([
    ["mac-01", climb01],
    ["mac-02", climb02],
  ]);

type Row = readonly [verdict: Verdict, wanted: string, saw: string, evidence: string, reason: string];

/** `scale`: what the rule against the baseline is a multiple of, ms. */
function findings(scale: number, rows: readonly Row[]): readonly Finding[] {
  const limits = [{ rung: 4, value: 3 * scale }, { rung: 8, value: 1500 }, { value: 9000 }];
  return rows.map(([verdict, wanted, saw, evidence, reason], index) => {
    const limit = limits[index];
    return {
      ...{ rule: RULES[index] ?? "", verdict, wanted, saw, evidence, reason },
      ...(limit && { limits: [limit] }),
    };
  });
}

const measured01 = fakeMeasurement(climb01, 4);
const measured02 = fakeMeasurement(climb02, 2);

const ttftAt = (measurement: Measurement, rung: number): number =>
  measurement.rungs.find((one) => one.rung === rung)?.ttft.p95 ?? 0;
const p95 = (measurement: Measurement, rung: number, times = 1): string =>
  formatDuration(ttftAt(measurement, rung) * times);
const slowest = (measurement: Measurement): string =>
  formatDuration(measurement.rungs.at(-1)?.completion.p95 ?? 0);
const baseline = (measurement: Measurement): string =>
  `<= ${p95(measurement, 1, 3)} (3 x ${p95(measurement, 1)})`;

const PASSED = findings(ttftAt(measured01, 1), [
  ["pass", baseline(measured01), p95(measured01, 4), "80 requests at rung 4", ""],
  ["pass", "<= 1.5 s", p95(measured01, 8), "80 requests at rung 8", ""],
  ["pass", "<= 9.0 s", slowest(measured01), "320 requests, worst at rung 8", ""],
  ["pass", "== 0", "0", "320 requests", ""],
  ["pass", "<= 2.0 GiB", formatSize(measured01.swapGrowth ?? 0), "126 readings", ""],
  ["pass", "<= warning", "normal", "126 readings", ""],
]);

const BUSY = "the instrument was busy at rung 8: its event loop was 64 ms late";
const MISSED = findings(ttftAt(measured02, 1), [
  ["fail", baseline(measured02), p95(measured02, 4), "80 requests at rung 4", "3.3 x baseline instead of 3"],
  ["fail", "<= 1.5 s", p95(measured02, 8), "80 requests at rung 8", "more than twice the limit"],
  ["unproven", "<= 9.0 s", slowest(measured02), "320 requests, worst at rung 8", BUSY],
  ["fail", "== 0", "2", "320 requests", "2 streams ended without [DONE] at rung 8"],
  ["fail", "<= 2.0 GiB", formatSize(measured02.swapGrowth ?? 0), "259 readings", "swap grew from rung 4 on"],
  ["pass", "<= warning", "warning", "259 readings", ""],
]);

const pins = (engine: string): Readonly<Record<string, string>> => ({
  "engine.ollama": `ollama@${engine} ${digestOf(`ollama@${engine}`)}`,
  "engine.ollama.parallel": "4",
  "model.chat": `library/qwen3:4b ${digestOf("qwen3:4b")}`,
  os: "26.1 (25B78)",
  proxy: `haproxy@3.4.6 ${digestOf("haproxy@3.4.6")}`,
  ladder: LADDER,
});

const UNMEASURED: GateResult = {
  verdict: "unproven",
  reasons: ["the run stopped before this host was reached"],
  findings: [],
  measurement: { rungs: [] },
};

function host(name: string, wave: string): HostResult {
  return {
    pool: "orchard",
    run: "20261120T221004Z",
    host: name,
    wave,
    startedAt: "2026-11-20T22:10:09Z",
    endedAt: "2026-11-20T22:15:02Z",
    outcome: "untouched",
    release: {
      wanted: digestOf("release 0.35.1"),
      serving: digestOf("release 0.34.0"),
      previous: digestOf("release 0.33.2"),
    },
    pins: pins("0.35.1"),
    changed: [
      {
        pin: "engine.ollama",
        was: pins("0.34.0")["engine.ollama"] ?? "",
        now: pins("0.35.1")["engine.ollama"] ?? "",
      },
      { pin: "engine.ollama.parallel", now: "4" },
    ],
    ladderRevision: LADDER,
    gate: UNMEASURED,
    evidence: {},
  };
}

const evidence = (name: string): HostResult["evidence"] => ({
  "climb.json": digestOf(`${name} climb.json`),
  "samples.csv": digestOf(`${name} samples.csv`),
  "signals.csv": digestOf(`${name} signals.csv`),
});

/** mac-01 passes the canary, mac-02 misses and is put back, mac-03 is never touched. */
export function fakeRun(): RunResult {
  return {
    format: "espalier-gate-report/1",
    pool: "orchard",
    run: "20261120T221004Z",
    startedAt: "2026-11-20T22:10:04Z",
    endedAt: "2026-11-20T22:21:47Z",
    verdict: "fail",
    rules: RULES,
    waves: [
      { name: "canary", hosts: ["mac-01"] },
      { name: "half", hosts: ["mac-02"] },
      { name: "rest", hosts: ["mac-03"] },
    ],
    hosts: [
      {
        ...host("mac-01", "canary"),
        outcome: "converged",
        release: {
          wanted: digestOf("release 0.35.1"),
          serving: digestOf("release 0.35.1"),
          previous: digestOf("release 0.34.0"),
        },
        gate: { verdict: "pass", reasons: [], findings: PASSED, measurement: measured01 },
        evidence: evidence("mac-01"),
        conformance: { chip: "Apple M4 Pro", build: "25B78" },
        memory: [
          { engine: "ollama", planned: 13.9e9, measured: 13.2e9 },
          { engine: "coder", planned: 8e9 },
        ],
      },
      {
        ...host("mac-02", "half"),
        startedAt: "2026-11-20T22:15:04Z",
        endedAt: "2026-11-20T22:21:46Z",
        outcome: "rolled-back",
        gate: {
          verdict: "fail",
          reasons: ["4 of 6 rules were missed", "1 rule could not be proven"],
          findings: MISSED,
          measurement: measured02,
        },
        evidence: evidence("mac-02"),
        conformance: {
          chip: "Apple M4 Max",
          build: "25B78",
          record: {
            at: "2026-11-19T08:00:00Z",
            kernel: "Darwin Kernel Version 25.1.0",
            apple: true,
            counts: { confirmed: 44, refuted: 1, unknown: 7, inapplicable: 3 },
          },
        },
      },
      host("mac-03", "rest"),
    ],
    next: "mac-02 serves its previous release again; find out why it swaps at 4 streams, then deploy again.",
  };
}

/** The same run where mac-02 fell over before its ladder. */
export function fakeBrokenRun(): RunResult {
  const run = fakeRun();
  const broken: HostResult = {
    ...host("mac-02", "half"),
    outcome: "stopped",
    release: { wanted: digestOf("release 0.35.1"), previous: digestOf("release 0.34.0") },
    gate: { ...UNMEASURED, reasons: ["the ladder never ran"] },
    failure: "ollama@0.35.1: the bytes on mac-02 hash to <sha256:9f2b…>; run `espalier pin orchard` & look",
  };
  return { ...run, hosts: run.hosts.map((one) => (one.host === "mac-02" ? broken : one)) };
}
