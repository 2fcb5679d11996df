import type { LaneLoad, ProxySnapshot } from "../model/lane-load.ts";
import type { Layout } from "../model/layout.ts";
import type { Answer } from "./fact.ts";
import { LAST_REQUESTS, parseRequests } from "./proxy-log.ts";

/**
 * Asks the stats socket what lanes hold and for the last lines of the log, which it keeps in memory. Columns of `show stat`:
 * 3 queued, 5 running, 7 limit. Requests wait in the queue of the backend, not of its gate; a backend without one, such as `lane-rates` of older releases, is no lane.
 */
export const lanesQuestion = ({ proxySocket }: Layout) => ({
  name: "lanes",
  script: String.raw`[ -S '${proxySocket}' ] || exit 1
ask() { printf '%s\n' "$1" | within 5 nc -U '${proxySocket}'; }
ask 'show info' | grep '^Uptime_sec:'
ask 'show stat' | awk -F, '$2 == "gate" { held = $5 " " $7 } $2 == "BACKEND" && sub(/^lane-/, "", $1) && held { print "lane", $3, held, $1 } $2 == "BACKEND" { held = "" }'
ask '${LAST_REQUESTS}'`,
});

/** Absent when no proxy answers. */
export function parseLanes({ stdout }: Answer): ProxySnapshot | undefined {
  const uptime = /^Uptime_sec: (\d+)$/m.exec(stdout)?.[1];
  if (uptime === undefined) return undefined;
  return {
    uptime: Number(uptime),
    lanes: [...stdout.matchAll(/^lane (\d+) (\d+) (\d+) (\S+)$/gm)].map(
      ([, queued, running, streams, lane = ""]): LaneLoad => ({
        lane,
        running: Number(running),
        queued: Number(queued),
        streams: Number(streams),
      }),
    ),
    requests: parseRequests(stdout),
  };
}
