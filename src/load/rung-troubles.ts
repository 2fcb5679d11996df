import type { Climb } from "../model/climb.ts";
import { PRESSURE_LEVELS, THERMAL_LEVELS } from "../model/levels.ts";
import type { Measurement, RungMeasurement } from "../model/measurement.ts";
import { leading } from "../model/queueing.ts";
import type { Signal } from "../model/signal.ts";
import { formatSize } from "../model/units.ts";

/** What went wrong at one rung, each as the end of a sentence that begins `at 8 streams`. */
export interface RungTroubles {
  readonly rung: number;
  /** 2 for the return to rung 1, whose troubles are not those of one stream: they may be what is left of the rungs above. */
  readonly lap?: number;
  /** Slowness and failed requests. */
  readonly service: readonly string[];
  /** Swap and memory pressure. */
  readonly memory: readonly string[];
  readonly heat: readonly string[];
}

/** Swap that grew by less than this during a rung is not told: other programs move as much, bytes. */
const NOTICEABLE_SWAP = 256 * 1024 ** 2;

/** The troubles of every rung, in the order of the climb. */
export const rungTroubles = (climb: Climb, measurement: Measurement): readonly RungTroubles[] =>
  measurement.rungs.map((one) => ({
    rung: one.rung,
    service: [...slowness(one, measurement), ...failures(one)],
    ...state(climb, one),
  }));

/** What became worse still after the return to rung 1. */
export const returnTroubles = (climb: Climb): RungTroubles => {
  const back = { rung: 1, lap: 2 };
  return { ...back, service: [], ...state(climb, back) };
};

const state = (climb: Climb, at: Visit): Pick<RungTroubles, "memory" | "heat"> => ({
  memory: [...swap(climb, at), ...risen(climb, at, PRESSURE)],
  heat: risen(climb, at, HEAT),
});

/** What goes on above the knee: requests queue where they do, and else whole answers take longer. A void rung tells neither. */
function slowness(one: RungMeasurement, { rungs, knee, knees }: Measurement): readonly string[] {
  const first = rungs.find(({ rung }) => rung === 1);
  if (first === undefined || knee === undefined || one.void || one.rung <= knee) return [];
  const onset = knees === undefined ? knee : knees.onset;
  return onset !== undefined && one.rung > onset ? queueing(one, first) : sharing(one, first);
}

function queueing(one: RungMeasurement, first: RungMeasurement): readonly string[] {
  const [scale, here] = [leading(first).p95, leading(one).p95];
  if (scale === undefined) return [];
  const what = `TTFT p95${ofLane(one)}`;
  return [
    here === undefined
      ? `${what} falls on requests that failed`
      : `${what} is ${times(here / scale)} that of one stream`,
  ];
}

function sharing(one: RungMeasurement, first: RungMeasurement): readonly string[] {
  const [alone, here] = [first.completion.p50, one.completion.p50];
  return alone === undefined || here === undefined
    ? []
    : [`a whole answer takes ${times(here / alone)} as long as with one stream`];
}

/** Whose first tokens they are, in a workload of several lanes. */
const ofLane = ({ lanes = [] }: RungMeasurement): string =>
  lanes[0] === undefined || lanes.length < 2 ? "" : ` of ${lanes[0].lane}`;

/** `3.9 times`. */
export const times = (factor: number): string => `${factor.toFixed(1)} times`;

const failures = ({ errors, requests }: RungMeasurement): readonly string[] =>
  errors === 0 ? [] : [`${errors} of ${requests} requests failed`];

type Visit = Pick<Signal, "rung" | "lap">;
type Reading = Visit & { readonly value: number };

const readings = ({ signals }: Climb, name: "swapUsed" | "pressure" | "thermal"): readonly Reading[] =>
  [...signals]
    .sort((a, b) => a.at - b.at)
    .flatMap((signal: Signal) => {
      const value = signal[name];
      return value === undefined ? [] : [{ ...signal, value }];
    });

/** The readings of a visit to a rung, and those before it. The very first one, before any load, belongs to no rung. */
function around(all: readonly Reading[], { rung, lap }: Visit) {
  const [first, ...rest] = all;
  const isHere = (one: Reading): boolean => one.rung === rung && one.lap === lap;
  const start = rest.findIndex(isHere);
  const before = first === undefined ? [] : [first, ...(start < 0 ? rest : rest.slice(0, start))];
  return { before, during: rest.filter(isHere) };
}

const highest = (all: readonly Reading[]): number =>
  all.reduce((most, { value }) => Math.max(most, value), -Infinity);

/** How far swap rose during a visit above where it found it. */
function swap(climb: Climb, visit: Visit): readonly string[] {
  const { before, during } = around(readings(climb, "swapUsed"), visit);
  const growth = highest(during) - (before.at(-1)?.value ?? Infinity);
  return growth >= NOTICEABLE_SWAP ? [`swap grew ${formatSize(growth)}`] : [];
}

interface Level {
  readonly name: "pressure" | "thermal";
  readonly noun: string;
  readonly words: Readonly<Record<number, string>>;
}

const PRESSURE: Level = { name: "pressure", noun: "memory pressure", words: PRESSURE_LEVELS };
const HEAT: Level = { name: "thermal", noun: "the thermal state", words: THERMAL_LEVELS };

/** A level that was higher during a visit than ever before in the climb. */
function risen(climb: Climb, visit: Visit, { name, noun, words }: Level): readonly string[] {
  const { before, during } = around(readings(climb, name), visit);
  const [was, is] = [highest(before), highest(during)];
  return before.length > 0 && is > was ? [`${noun} rose to ${words[is] ?? is}`] : [];
}
