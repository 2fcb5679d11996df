import type { LadderWish, WorkloadLaneKey } from "../model/ladder-wish.ts";
import type { LoadLane, Workload } from "../model/workload.ts";
import { workloadOf } from "../model/workloads.ts";
import type { LadderText, WorkloadText } from "./pool-text.ts";

type Sizes = Pick<LadderText, "api" | "promptTokens" | "outputTokens">;

/** The workload with all its sizes. */
export function spelledOut(text: WorkloadText, { api, promptTokens, outputTokens }: Sizes): Workload {
  const { name, context, embedModel, perMinute, lanes: own = {} } = text;
  const embeds = embedModel !== undefined;
  const workload = workloadOf({ name, api, context, embeds, perMinute, promptTokens, outputTokens });
  const lanes = workload.lanes.map((load) => {
    const proxyLane = own[load.lane]?.lane;
    return { ...load, ...(proxyLane !== undefined && { proxyLane }) };
  });
  return { ...workload, lanes };
}

/** What a workload adds to the ladder. */
export const typedWorkload = (
  text: WorkloadText,
  sizes: Sizes,
): Pick<LadderWish, "workload" | "laneKeys" | "embedModel" | "corpus"> => ({
  workload: spelledOut(text, sizes),
  ...(text.lanes && { laneKeys: laneKeys(text.lanes) }),
  ...(text.embedModel !== undefined && { embedModel: text.embedModel }),
  ...(text.corpus !== undefined && { corpus: text.corpus }),
});

const laneKeys = (lanes: NonNullable<WorkloadText["lanes"]>): readonly WorkloadLaneKey[] =>
  Object.entries(lanes).map(([load, own]) => ({ load: load as LoadLane, ...own }));
