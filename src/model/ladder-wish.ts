import type { Api } from "./api.ts";
import type { ArtifactName, SecretRef } from "./pool.ts";
import type { Milliseconds } from "./units.ts";
import type { LoadLane, Workload } from "./workload.ts";

/** The key with which a lane of the workload asks in a lane of the proxy. */
export interface WorkloadLaneKey {
  readonly load: LoadLane;
  readonly lane: string;
  readonly key: SecretRef;
}

/** What the ladder climbs, with which client contract. */
export interface LadderWish {
  /** Concurrent streams per rung, ascending, first is 1. */
  readonly rungs: readonly number[];
  /** The rungs of a reduced ladder: the first, and every rung that a rule names. */
  readonly reduced: readonly number[];
  /** Requests per rung, at least. */
  readonly requests: number;
  /** Requests per rung, at most: it goes on while one of its rules is undecided. */
  readonly budget: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Absent: requests of one size in a closed loop. */
  readonly workload?: Workload;
  /** Lanes of the workload that ask in a lane of the proxy of their own, each with a key of it. */
  readonly laneKeys?: readonly WorkloadLaneKey[];
  /** The model that embeds in a workload of several lanes. */
  readonly embedModel?: string;
  /** A text beside the pool's file; prompts are passages of it. */
  readonly corpus?: string;
  /** How the engine is asked. */
  readonly api: Api;
  readonly model: string;
  readonly lane: string;
  /** The API key the ladder uses; its sha256 must be one of the lane's keys. */
  readonly key: SecretRef;
  /** JavaScript runtime on the host, a name in `inventory/artifacts.yaml`. */
  readonly runtime: ArtifactName;
  /** The whole climb must be over by then. */
  readonly deadline: Milliseconds;
}
