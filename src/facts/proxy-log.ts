import type { Ending, LaneRequest } from "../model/lane-load.ts";

/** What a stats socket is asked for the last lines of the log, which the proxy keeps in memory. */
export const LAST_REQUESTS = "show events lanes";

/** The requests among those lines, oldest first. A line that is no JSON is left out: HAProxy cuts lines above 4,096 bytes. */
export const parseRequests = (stdout: string): readonly LaneRequest[] =>
  stdout.split("\n").flatMap((line) => (line.startsWith("{") ? request(line) : []));

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
