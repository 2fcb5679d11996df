import type { ClientContract } from "./contract.ts";
import type { Digest } from "./digest.ts";
import type { Metric } from "./rule.ts";

/** What a baseline speaks of: hosts of one kind that serve the same to the same client. Equal keys are comparable. */
export interface BaselineKey {
  readonly chip: string;
  /** `48.0 GiB` */
  readonly memory: string;
  /** The pin of the model that is climbed. */
  readonly model: string;
  /** The pin of its engine. */
  readonly engine: string;
  readonly slots: string;
  /** What else the engine is told, in one line; absent in baselines that are older than this field. */
  readonly settings?: string;
  /** The ladder revision. */
  readonly ladder: string;
  /** Length of prompt and answer, and what runs the client. */
  readonly contract: string;
}

/** `baseline.json`: what is signed. The samples lie beside it. */
export interface Baseline {
  readonly format: "espalier-baseline/1";
  readonly key: BaselineKey;
  readonly enrolledAt: string;
  readonly from: { readonly pool: string; readonly run: string; readonly host: string };
  readonly contract: ClientContract;
  /** sha256 of `samples.csv`. */
  readonly samples: Digest;
  readonly noise?: NoiseFloor;
}

/** How much runs of the same release on the same kind of host differ when nothing has changed (A/A). */
export interface NoiseFloor {
  readonly runs: readonly string[];
  /** Standard deviation of the logarithm from run to run, by metric; 0.05 is about 5 %. */
  readonly spread: Readonly<Partial<Record<Metric, number>>>;
}

/** How much one metric differs from run to run; one that was not measured, as the metric that differs most. */
export const spreadOf = ({ spread }: NoiseFloor, metric: Metric): number | undefined => {
  const all = Object.values(spread);
  return spread[metric] ?? (all.length === 0 ? undefined : Math.max(...all));
};

/** A baseline as it travels with a climb: the raw samples, and how findings name it. */
export interface CarriedBaseline {
  readonly name: string;
  readonly contract: ClientContract;
  /** The text of `samples.csv`. */
  readonly samples: string;
  readonly noise?: NoiseFloor;
}
