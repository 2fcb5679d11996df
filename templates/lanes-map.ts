import type { Lane } from "../src/model/lane.ts";

/** What the proxy looks up for each request, by its name in `lanes.map`; 0 does not limit. */
const numbers = ({ streams, queue, priority, limits }: Lane): Readonly<Record<string, number>> => ({
  streams,
  queue,
  priority,
  requestsPerMinute: limits.requestsPerMinute ?? 0,
  tokensPerMinute: limits.tokensPerMinute ?? 0,
  keyStreams: limits.keyStreams ?? 0,
  contextLimit: limits.contextLimit ?? 0,
});

/** Everything of a lane that may change while it runs, as one line: what the ladder was held to. */
export const laneText = (lane: Lane): string =>
  Object.entries(numbers(lane))
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");

/** `lanes.map`: `<lane>:<name> <number>`, sorted. */
export const renderLanesMap = (lanes: readonly Lane[]): string =>
  lanes
    .flatMap((lane) =>
      Object.entries(numbers(lane)).map(([name, value]) => `${lane.name}:${name} ${value}\n`),
    )
    .sort()
    .join("");

/** The variable that holds the streams of a lane while the proxy reads its configuration. */
export const streamsVariable = ({ name }: Pick<Lane, "name">): string =>
  `ESPALIER_STREAMS_${name.replaceAll("-", "_")}`;

/** `lanes.cfg`, read before `haproxy.cfg`: the limit of a gate is no map, and must outlive a restart as the maps do. */
export const renderLanesSetup = (lanes: readonly Lane[]): string =>
  `global\n${lanes
    .map((lane) => `    setenv ${streamsVariable(lane)} ${lane.streams}\n`)
    .sort()
    .join("")}`;
