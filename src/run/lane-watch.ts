import type { Connection } from "../connectors/connection.ts";
import { answers } from "../facts/fact.ts";
import { lanesQuestion, parseLanes } from "../facts/lanes.ts";
import { looked, NO_TALLY } from "../load/lane-tally.ts";
import type { Host } from "../model/pool.ts";
import type { HostMetrics } from "../report/text/prometheus.ts";
import { inquire, reachHost } from "./reach.ts";
import { hostWish, type Stage } from "./stage.ts";

/** Looks at the proxy of one host again and again over one connection. */
export interface LaneWatch {
  /** Asks once. Does not throw: a host that is away is told as `espalier_proxy_up 0`, and its counts stay. */
  readonly look: () => Promise<HostMetrics>;
  readonly close: () => void;
}

export function laneWatch(stage: Stage, host: Host): LaneWatch {
  const wish = hostWish(stage, host);
  const question = lanesQuestion(wish.layout);
  let connection: Connection | undefined;
  let tally = NO_TALLY;
  const close = (): void => {
    connection?.close();
    connection = undefined;
  };
  const look = async (): Promise<HostMetrics> => {
    try {
      connection ??= await reachHost(wish, stage.folders.inventory);
      const { stdout, exit } = await inquire(connection, wish, [question]);
      if (exit === undefined) close();
      const answer = answers(stdout).get(question.name);
      const seen = answer && parseLanes(answer);
      if (seen === undefined) return { host: host.id, tally };
      tally = looked(tally, seen);
      return { host: host.id, lanes: seen.lanes, uptime: seen.uptime, tally };
    } catch {
      close();
      return { host: host.id, tally };
    }
  };
  return { look, close };
}
