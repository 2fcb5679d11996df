import { completion, gaps, itls, ttft } from "../model/latency.ts";
import { LEAST_SAMPLES, type Percentile } from "../model/least-samples.ts";
import type { Metric } from "../model/rule.ts";
import type { Sample } from "../model/sample.ts";
import type { Estimate } from "../statistics/interval.ts";
import { quantileEstimate } from "../statistics/quantile-estimate.ts";

type Family = "ttft" | "completion" | "gap" | "itl";

const SERIES: Readonly<Record<Family, (samples: readonly Sample[]) => readonly number[]>> = {
  ttft: (samples) => samples.map(ttft),
  completion: (samples) => samples.map(completion),
  gap: gaps,
  itl: itls,
};

const SHARES: Readonly<Record<Percentile, number>> = { p50: 0.5, p95: 0.95, p99: 0.99 };

/** The values a percentile ranks, in the order in which the requests were sent, and what it asks of them. */
export interface Ranking {
  readonly name: Percentile;
  /** The share of values that the percentile leaves below it. */
  readonly share: number;
  readonly series: readonly number[];
  /** The fewest values behind which it may stand. */
  readonly least: number;
}

/** What a percentile metric ranks at one rung. */
export function ranking(samples: readonly Sample[], metric: Metric, rung: number): Ranking {
  const [family, name] = metric.split(".") as [Family, Percentile];
  const here = samples.filter((sample) => sample.rung === rung).sort((a, b) => a.index - b.index);
  return { name, share: SHARES[name], series: SERIES[family](here), least: LEAST_SAMPLES[name] };
}

/** The percentile with its interval; `undefined` where fewer values than its least stand behind it. */
export const percentile = ({ series, share, least }: Ranking): Estimate | undefined =>
  series.length < least ? undefined : quantileEstimate(series, share);
