import type { Ending, LaneLoad, LaneRequest, ProxySnapshot } from "../model/lane-load.ts";
import type { Layout } from "../model/layout.ts";
import type { Answer } from "./fact.ts";

/**
 * Asks the stats socket what lanes hold and for the last lines of the log, which it keeps in memory. Columns of `show stat`:
 * 3 queued, 5 running, 7 limit. Requests wait in the queue of the backend, not of its gate; the backend `lane-rates` has none.
 */
export const lanesQuestion = ({ proxySocket }: Layout) => ({
  name: "lanes",
  script: String.raw`[ -S '${proxySocket}' ] || exit 1
ask() { printf '%s\n' "$1" | within 5 nc -U '${proxySocket}'; }
ask 'show info' | grep '^Uptime_sec:'
ask 'show stat' | awk -F, '$2 == "gate" { held = $5 " " $7 } $2 == "BACKEND" && sub(/^lane-/, "", $1) && held { print "lane", $3, held, $1 } $2 == "BACKEND" { held = "" }'
ask 'show events lanes'`,
});

/** Absent when no proxy answers. A line that is no JSON is left out: HAProxy cuts lines above 4,096 bytes. */
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
    requests: stdout.split("\n").flatMap((line) => (line.startsWith("{") ? request(line) : [])),
  };
}

interface Line {
  readonly id?: string;
  readonly lane?: string;
  readonly st?: number;
  /** Milliseconds; -1 when the request never came so far. */
  readonly Tw?: number;
  readonly Tr?: number;
  readonly ts?: string;
  readonly tokens?: string;
  readonly why?: string;
}

function request(text: string): readonly LaneRequest[] {
  const line = parsed(text);
  if (line?.id === undefined) return [];
  const { id, Tw = -1, Tr = -1, tokens } = line;
  const [lane, why] = [set(line.lane), set(line.why)];
  return [
    {
      id,
      lane,
      ending: ending(line),
      ...(why !== "" && { reason: why }),
      ...(lane !== "" && Tw >= 0 && reachedGate(line) && { wait: Tw }),
      ...(line.st === 200 && Tw >= 0 && Tr >= 0 && { firstByte: Tw + Tr }),
      tokens: Number(tokens ?? "") || 0,
    },
  ];
}

/** What was never set is written as `-`. */
const set = (text = ""): string => (text === "-" ? "" : text);

function parsed(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}

/** Refused by a rule (`LR`), a request never stood in a queue; timed out there (`sQ`), it did. */
const reachedGate = ({ ts = "" }: Line): boolean => !/^[LP]R/.test(ts);

/** `ts` begins with who ended it: `C` the client, `S`/`s` the engine or its timeout, `L`/`P` the proxy, `-` nobody. */
function ending({ st = 0, ts = "", why }: Line): Ending {
  if (set(why) !== "" || /^P/.test(ts)) return "refused";
  if (/^[Cc]/.test(ts)) return "client-left";
  if (/^[Ss]/.test(ts)) return "cut";
  return st >= 400 ? "engine-error" : "served";
}
