import type { LadderWish } from "../model/pool.ts";
import type { Workload } from "../model/workload.ts";
import { workloadOf } from "../model/workloads.ts";
import type { LadderText, WorkloadText } from "./pool-text.ts";

type Sizes = Pick<LadderText, "api" | "promptTokens" | "outputTokens">;

/** The workload with all its sizes. */
export function spelledOut(text: WorkloadText, { api, promptTokens, outputTokens }: Sizes): Workload {
  const { name, context, embedModel, perMinute } = text;
  const embeds = embedModel !== undefined;
  return workloadOf({ name, api, context, embeds, perMinute, promptTokens, outputTokens });
}

/** What a workload adds to the ladder. */
export const typedWorkload = (
  text: WorkloadText,
  sizes: Sizes,
): Pick<LadderWish, "workload" | "embedModel" | "corpus"> => ({
  workload: spelledOut(text, sizes),
  ...(text.embedModel !== undefined && { embedModel: text.embedModel }),
  ...(text.corpus !== undefined && { corpus: text.corpus }),
});
