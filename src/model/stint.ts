import type { Decision } from "./climb.ts";
import type { Sample } from "./sample.ts";

/** So long nothing is in flight before a rung that had been let go goes on, ms: that tells where it did. */
export const REST_MS = 200;

/** True for a request that was sent when all before it had ended a while ago; `latest` is when the last of them had. */
export const isAfterRest = ({ sent }: Pick<Sample, "sent">, latest: number): boolean =>
  sent - latest >= REST_MS;

/** How often a rung went on after it had been let go: by a look that opened it, or because the climb came to it again. */
export function goneOn(
  decisions: readonly Decision[] | undefined,
  { rung, lap }: Pick<Decision, "rung" | "lap">,
): number {
  const here = decisions?.filter((one) => one.rung === rung && one.lap === lap) ?? [];
  return here.filter((one, at) => hasGoneOn(one, here[at - 1])).length;
}

/** The same is never decided twice while a rung rests: where it is, requests lie between. */
const hasGoneOn = ({ kind }: Decision, before: Decision | undefined): boolean =>
  before !== undefined && before.kind !== "more" && (kind === "more" || kind === before.kind);

/** How often a climb went up again from its return. */
export const timesUpAgain = (decisions: readonly Decision[] = []): number =>
  decisions.filter(({ lap }, at) => lap === undefined && decisions[at - 1]?.lap !== undefined).length;

/**
 * The requests of a rung, parted where it rested and went on: each part has streams that start and streams that end. A client that rested
 * more often than it went on was not told to, and nothing is parted.
 */
export function stintsOf<One extends Pick<Sample, "sent" | "end">>(
  samples: readonly One[],
  rests: number,
): readonly (readonly One[])[] {
  if (rests === 0) return [samples];
  const stints: One[][] = [];
  let latest = -Infinity;
  for (const one of [...samples].sort((a, b) => a.sent - b.sent)) {
    if (isAfterRest(one, latest)) stints.push([]);
    stints.at(-1)?.push(one);
    latest = Math.max(latest, one.end);
  }
  return stints.length > rests + 1 ? [samples] : stints;
}
