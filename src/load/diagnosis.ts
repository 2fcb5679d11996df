import type { Climb } from "../model/climb.ts";
import { itls } from "../model/latency.ts";
import type { Measurement, RungMeasurement } from "../model/measurement.ts";
import type { Signal } from "../model/signal.ts";
import { formatDuration } from "../model/units.ts";
import { quantile, sorted } from "../statistics/quantile.ts";
import { type RungTroubles, rungTroubles } from "./rung-troubles.ts";

/** What a host had too little of where it bends. */
export type Cause =
  | "memory"
  | "heat"
  | "power"
  | "proxy"
  | "slots"
  | "decode"
  | "prefill"
  | "failures"
  | "unknown";

/** A cause with what was seen of it, as a sentence without its end. */
export interface Diagnosis {
  readonly cause: Cause;
  readonly text: string;
}

/** A number that moved by less than this part stayed; output that grew by less gained nothing. */
const STAYED = 1.25;
const GAINED = 1.15;
/** Time between tokens that grew by so much from one rung to the next is a decoder that is shared. */
const SHARED = 1.5;

/**
 * Why the host bends where it does: what changed between the knee and the rung above it, from which nobody need climb on. What lies
 * outside the engine comes first, since it explains the rest. Empty where there is no knee, or nothing above it that can be believed.
 */
export function diagnosis(climb: Climb, measurement: Measurement): readonly Diagnosis[] {
  const bend = bendOf(climb, measurement);
  if (bend === undefined) return [];
  const outside = [
    ...grown(bend, "memory", "memory runs short"),
    ...grown(bend, "heat", "heat holds the machine back"),
    ...power(bend),
    ...proxy(bend),
    ...failures(bend),
  ];
  if (outside.length > 0) return outside;
  return [inside(bend) ?? { cause: "unknown", text: "nothing that was read tells why" }];
}

/** The knee and the rung above it. */
interface Bend {
  readonly climb: Climb;
  readonly at: RungMeasurement;
  readonly above: RungMeasurement;
  readonly troubles: readonly RungTroubles[];
}

function bendOf(climb: Climb, measurement: Measurement): Bend | undefined {
  const index = measurement.rungs.findIndex(({ rung }) => rung === measurement.knee);
  const [at, above] = [measurement.rungs[index], measurement.rungs[index + 1]];
  if (at === undefined || above === undefined || above.void) return undefined;
  const troubles = rungTroubles(climb, measurement).filter(({ rung }) => rung <= above.rung);
  return { climb, at, above, troubles };
}

const grown = ({ troubles }: Bend, cause: "memory" | "heat", says: string): readonly Diagnosis[] => {
  const parts = troubles.flatMap((one) => one[cause].map((text) => `${text} at rung ${one.rung}`));
  return parts.length === 0 ? [] : [{ cause, text: `${says}: ${parts.join(", ")}` }];
};

function power({ climb, above }: Bend): readonly Diagnosis[] {
  const saved = highest(climb, "lowPower", above.rung) === 1;
  const [first] = climb.signals.flatMap(({ onBattery }) => onBattery ?? []);
  const unplugged = first === 0 && highest(climb, "onBattery", above.rung) === 1;
  const seen = [...(saved ? ["a low power mode"] : []), ...(unplugged ? ["the battery"] : [])];
  return seen.length === 0
    ? []
    : [{ cause: "power", text: `the machine saves power: ${seen.join(" and ")} at rung ${above.rung}` }];
}

function proxy({ climb, at, above }: Bend): readonly Diagnosis[] {
  const [before, now] = [highest(climb, "queue", at.rung), highest(climb, "queue", above.rung)];
  if (now === undefined || now === 0 || (before ?? 0) > 0) return [];
  const text = `requests wait in the proxy: up to ${now} at rung ${above.rung} and none at rung ${at.rung}, so that its cap is full and not the engine`;
  return [{ cause: "proxy", text }];
}

const failures = ({ above: { rung, errors, requests } }: Bend): readonly Diagnosis[] =>
  errors === 0
    ? []
    : [{ cause: "failures", text: `requests fail: ${errors} of ${requests} at rung ${rung}` }];

const UNLIKE: Diagnosis = {
  cause: "unknown",
  text: "the lanes ask for different things and do not all begin at one stream, so that medians of two rungs are not alike, and nothing else that was read tells why",
};

/** What the engine itself shows: who waits for whom. */
function inside({ climb, at, above }: Bend): Diagnosis | undefined {
  if ((above.lanes ?? []).length > 1) return UNLIKE;
  const [before, now] = [itl(climb, at.rung), itl(climb, above.rung)];
  const [first, later] = [at.ttft.p50, above.ttft.p50];
  const [lower, upper] = [at.throughput, above.throughput];
  if (before === undefined || now === undefined || first === undefined || later === undefined)
    return undefined;
  if (lower === undefined || upper === undefined) return undefined;
  const gain = upper / lower;
  const output = `output went from ${lower.toFixed(0)} to ${upper.toFixed(0)} tok/s`;
  const tokens = `the time between tokens from ${before.toFixed(1)} to ${now.toFixed(1)} ms`;
  const waits = `TTFT p50 from ${formatDuration(first)} to ${formatDuration(later)}`;
  const evidence = `${waits}, ${tokens}, ${output} between rung ${at.rung} and ${above.rung}`;
  if (now / before >= SHARED && gain <= GAINED)
    return {
      cause: "decode",
      text: `the decoder is full, and streams share it: ${evidence}${busy(climb, above)}`,
    };
  if (now / before > STAYED || later / first <= STAYED) return undefined;
  return gain <= GAINED
    ? { cause: "slots", text: `all slots are taken, and requests wait for one: ${evidence}` }
    : { cause: "prefill", text: `prompts wait for each other, while answers do not: ${evidence}` };
}

function busy(climb: Climb, { rung }: RungMeasurement): string {
  const most = highest(climb, "gpuBusy", rung);
  return most === undefined ? "" : `, the GPU busy for up to ${most.toFixed(0)} %`;
}

const highest = (
  { signals }: Climb,
  name: "queue" | "gpuBusy" | "lowPower" | "onBattery",
  rung: number,
): number | undefined => {
  const here = signals.filter((signal: Signal) => signal.rung === rung && signal.lap === undefined);
  const values = here.flatMap((signal) => signal[name] ?? []);
  return values.length === 0 ? undefined : Math.max(...values);
};

/** The median, ms; `undefined` where no answer tells it. */
function itl({ samples }: Climb, rung: number): number | undefined {
  const value = quantile(sorted(itls(samples.filter((sample) => sample.rung === rung))), 0.5);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
