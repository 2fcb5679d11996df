import type { Event, EventBody } from "../../src/model/event.ts";
import { fakeRun } from "./run-result.ts";

const START = Date.parse("2026-11-20T22:10:04Z");

const [passed, missed] = fakeRun().hosts;

/** Seconds since the run began, and what happened. */
const STORY: readonly (readonly [seconds: number, body: EventBody])[] = [
  [0, { kind: "run-started", verb: "deploy", waves: fakeRun().waves }],
  [5, { kind: "host-started", host: "mac-01" }],
  [5, step("mac-01", "account _espalier", "the service user is there")],
  [6, begin("mac-01", "artifact ollama@0.35.1", "not on the host")],
  [31, { kind: "step-ended", host: "mac-01", step: "artifact ollama@0.35.1", state: "done", note: "" }],
  [32, begin("mac-01", "ladder rung 1", "the gate asks for it")],
  ...(passed?.gate.measurement.rungs ?? []).map(
    (rung, at) => [60 + 40 * at, { kind: "rung-ended", host: "mac-01", rung }] as const,
  ),
  [190, { kind: "host-judged", host: "mac-01", verdict: "pass", findings: passed?.gate.findings ?? [] }],
  [298, { kind: "host-ended", host: "mac-01", outcome: "converged", note: "" }],
  [300, { kind: "host-started", host: "mac-02" }],
  [301, { kind: "line", host: "mac-02", text: "signals that cannot be read here: thermal" }],
  [302, begin("mac-02", "ladder rung 1", "the gate asks for it")],
  ...(missed?.gate.measurement.rungs ?? []).map(
    (rung, at) => [360 + 60 * at, { kind: "rung-ended", host: "mac-02", rung }] as const,
  ),
  [560, begin("mac-02", "release 0.34.0", "the gate says fail")],
  [570, { kind: "step-ended", host: "mac-02", step: "release 0.34.0", state: "done", note: "" }],
  [580, { kind: "host-judged", host: "mac-02", verdict: "fail", findings: missed?.gate.findings ?? [] }],
  [690, { kind: "host-ended", host: "mac-02", outcome: "rolled-back", note: "rules were missed" }],
  [700, { kind: "run-ended", verdict: "fail", exit: 3, note: fakeRun().next }],
];

function begin(host: string, name: string, why: string): EventBody {
  return { kind: "step-started", host, step: name, why };
}

function step(host: string, name: string, note: string): EventBody {
  return { kind: "step-ended", host, step: name, state: "noop", note };
}

/** The time `seconds` after the run began, ms since 1970. */
export const secondsIn = (seconds: number): number => START + seconds * 1000;

/** What a deploy tells until so many seconds after it began. */
export const fakeEvents = (until = Number.POSITIVE_INFINITY): readonly Event[] =>
  STORY.filter(([seconds]) => seconds <= until).map(([seconds, body]) => ({
    at: new Date(secondsIn(seconds)).toISOString(),
    pool: "orchard",
    run: "20261120T221004Z",
    ...body,
  }));
