import { lanesQuestion, parseLanes } from "../facts/lanes.ts";
import { looked, NO_TALLY } from "../load/lane-tally.ts";
import type { Host } from "../model/pool.ts";
import type { HostMetrics } from "../report/text/host-metrics.ts";
import { reachHost } from "./reach.ts";
import { hostWish, type Stage } from "./stage.ts";
import { standingQuestion } from "./standing-question.ts";

/** Looks at the proxy of one host again and again over one connection. */
export interface LaneWatch {
  /** Asks once. Does not throw: a host that is away is told as `espalier_proxy_up 0`, and its counts stay. */
  readonly look: () => Promise<HostMetrics>;
  readonly close: () => void;
}

export function laneWatch(stage: Stage, host: Host): LaneWatch {
  const wish = hostWish(stage, host);
  const { ask, close } = standingQuestion({
    of: wish,
    question: lanesQuestion(wish.layout),
    reach: () => reachHost(wish, stage.folders.inventory),
  });
  let tally = NO_TALLY;
  const look = async (): Promise<HostMetrics> => {
    const answer = await ask();
    const seen = answer && parseLanes(answer);
    if (seen === undefined) return { host: host.id, tally };
    tally = looked(tally, seen);
    return { host: host.id, lanes: seen.lanes, uptime: seen.uptime, tally };
  };
  return { look, close };
}
