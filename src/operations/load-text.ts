import { canonicalJson, digestOf, shortOf } from "../model/digest.ts";
import type { LadderWish } from "../model/ladder-wish.ts";

/** What each request of a ladder is, in a line: equal lines send the same. */
export function loadText({ workload, promptTokens, outputTokens, embedModel, corpus }: LadderWish): string {
  if (workload === undefined) return `${promptTokens} tokens in, ${outputTokens} out`;
  const { name, perMinute } = workload;
  const sizes = `workload ${name} ${shortOf(digestOf(canonicalJson(workload)))}`;
  return [
    sizes,
    ...(perMinute === undefined ? [] : [`${perMinute} a minute and stream`]),
    ...(embedModel === undefined ? [] : [`vectors by ${embedModel}`]),
    ...(corpus === undefined ? [] : [`prompts out of ${corpus}`]),
  ].join(", ");
}
