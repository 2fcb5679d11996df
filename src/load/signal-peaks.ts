import type { Measurement } from "../model/gate.ts";
import type { Signal } from "../model/sample.ts";
import type { SignalName } from "./signals/signal-name.ts";

type Peaks = Pick<
  Measurement,
  | "rssPeak"
  | "footprintPeak"
  | "swapGrowth"
  | "swapOuts"
  | "gpuResets"
  | "logErrors"
  | "pressureWorst"
  | "thermalWorst"
>;

/** What the signals of a climb came to; a signal that was never read is absent. */
export function signalPeaks(signals: readonly Signal[]): Peaks {
  return {
    ...named("rssPeak", peak(readings(signals, "rss"))),
    ...named("footprintPeak", peak(readings(signals, "footprint"))),
    ...named("swapGrowth", growth(readings(signals, "swapUsed"))),
    ...named("swapOuts", growth(readings(signals, "swapOuts"))),
    ...named("gpuResets", growth(readings(signals, "gpuResets"))),
    ...named("logErrors", growth(readings(signals, "logErrors"))),
    ...named("pressureWorst", peak(readings(signals, "pressure"))),
    ...named("thermalWorst", peak(readings(signals, "thermal"))),
  };
}

const named = (name: keyof Peaks, value: number | undefined): Peaks =>
  value === undefined ? {} : { [name]: value };

/** The readings of one signal in the order of time. */
const readings = (signals: readonly Signal[], name: SignalName): readonly number[] =>
  [...signals].sort((a, b) => a.at - b.at).flatMap((signal) => signal[name] ?? []);

const peak = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((most, value) => Math.max(most, value));

/** The highest reading over the first one; one reading alone knows nothing of growth. */
export function growth(values: readonly number[]): number | undefined {
  const [first, ...later] = values;
  const highest = peak(later);
  return first === undefined || highest === undefined ? undefined : Math.max(0, highest - first);
}
