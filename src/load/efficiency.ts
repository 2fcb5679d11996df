import { completion } from "../model/latency.ts";
import type { Knees } from "../model/measurement.ts";
import type { Sample } from "../model/sample.ts";
import { nonNegativeFit } from "../statistics/least-squares.ts";

type Efficiency = NonNullable<Knees["efficiency"]>;

/**
 * The efficiency knee of a closed loop, by the Universal Scalability Law (Gunther, Guerrilla Capacity Planning, 2007). Its
 * throughput X(n) = a n / (1 + s (n - 1) + k n (n - 1)) is, by Little's law, the same as a mean time
 *
 *     R(n) = (1 + s (n - 1) + k n (n - 1)) / a
 *
 * which is linear in what is sought. However many streams there are, X(n) stays below X(1) / s: output grows to at most 1 / s
 * times that of one stream, and n = 1 / s streams get half of that or more (where k is 0), each answer in less than twice its time. It is
 * checked against the operational law, N* = Xmax R(1), which is how many times that output was seen to grow. `undefined` where fewer than three rungs answered, or nothing bends up to the top.
 */
export function efficiency(rungs: readonly number[], samples: readonly Sample[]): Efficiency | undefined {
  const points = rungs.flatMap((rung) => point(rung, samples));
  const fit = nonNegativeFit(
    points.map(({ rung, time }) => ({ parts: [1, rung - 1, rung * (rung - 1)], seen: time })),
  );
  const [lone = 0, serial = 0] = fit ?? [];
  const streams = serial > 0 ? lone / serial : Infinity;
  const top = rungs.at(-1) ?? 0;
  if (fit === undefined || streams > Math.SQRT2 * top) return undefined;
  const rung = nearest(streams, rungs);
  const law = nearest(operational(points), rungs);
  return { rung, streams, agreed: Math.abs(rungs.indexOf(rung) - rungs.indexOf(law)) <= 1 };
}

interface Point {
  readonly rung: number;
  /** Mean time of an answer, ms. */
  readonly time: number;
}

function point(rung: number, samples: readonly Sample[]): readonly Point[] {
  const times = samples.filter((one) => one.rung === rung && one.outcome === "ok").map(completion);
  return times.length === 0
    ? []
    : [{ rung, time: times.reduce((sum, time) => sum + time, 0) / times.length }];
}

const operational = (points: readonly Point[]): number =>
  Math.max(...points.map(({ rung, time }) => rung / time)) * (points[0]?.time ?? Number.NaN);

/** By ratio: 3 lies nearer to 4 than to 2. */
const nearest = (streams: number, rungs: readonly number[]): number =>
  rungs.reduce((best, rung) => (apart(rung, streams) < apart(best, streams) ? rung : best));

const apart = (rung: number, streams: number): number => Math.abs(Math.log(rung / streams));
