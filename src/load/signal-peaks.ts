import type { Measurement } from "../model/measurement.ts";
import type { Signal } from "../model/signal.ts";
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

/** How far readings rise above the first one; one reading alone knows nothing of growth. */
export class Growth {
  #first: number | undefined;
  /** The highest of the later ones. */
  #highest: number | undefined;

  take(value: number): void {
    if (this.#first === undefined) this.#first = value;
    else this.#highest = Math.max(this.#highest ?? value, value);
  }

  get sofar(): number | undefined {
    if (this.#first === undefined || this.#highest === undefined) return undefined;
    return Math.max(0, this.#highest - this.#first);
  }
}

function growth(values: readonly number[]): number | undefined {
  const all = new Growth();
  for (const value of values) all.take(value);
  return all.sofar;
}
