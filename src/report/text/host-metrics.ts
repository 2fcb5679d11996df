import type { ProxyTally } from "../../load/lane-tally.ts";
import type { LaneLoad } from "../../model/lane-load.ts";
import { type Family, renderFamilies, type Sample } from "./exposition.ts";
import { countsOf, timesOf, tokensOf } from "./tally-samples.ts";

/** One host as it was seen last. */
export interface HostMetrics {
  readonly host: string;
  /** Absent while its proxy does not answer. */
  readonly lanes?: readonly LaneLoad[];
  readonly uptime?: number;
  readonly tally: ProxyTally;
}

const tallied = ({ host, tally }: HostMetrics) => ({ labels: { host }, tally });

const loads =
  (field: "running" | "queued" | "streams") =>
  ({ host, lanes = [] }: HostMetrics, name: string): readonly Sample[] =>
    [...lanes]
      .sort((a, b) => (a.lane < b.lane ? -1 : 1))
      .map((load) => [name, { host, lane: load.lane }, load[field]]);

const FAMILIES: readonly Family<HostMetrics>[] = [
  [
    "espalier_proxy_up",
    "gauge",
    "1 when the proxy of the host answered the last look",
    ({ host, lanes }, name) => [[name, { host }, lanes === undefined ? 0 : 1]],
  ],
  [
    "espalier_proxy_uptime_seconds",
    "gauge",
    "How long the proxy has run",
    ({ host, uptime }, name) => (uptime === undefined ? [] : [[name, { host }, uptime]]),
  ],
  ["espalier_lane_running", "gauge", "Streams that run", loads("running")],
  ["espalier_lane_queued", "gauge", "Requests that wait in the lane", loads("queued")],
  ["espalier_lane_streams", "gauge", "Streams that may run", loads("streams")],
  [
    "espalier_lane_wait_seconds",
    "histogram",
    "Time in the queue of the lane",
    (host, name) => timesOf(name, tallied(host), "wait"),
  ],
  [
    "espalier_lane_first_byte_seconds",
    "histogram",
    "From the whole request to the first byte of an answer, the wait included",
    (host, name) => timesOf(name, tallied(host), "firstByte"),
  ],
  [
    "espalier_lane_tokens_total",
    "counter",
    "Bytes of bodies / 4 + tokens asked for, of requests let in",
    (host, name) => tokensOf(name, tallied(host)),
  ],
  [
    "espalier_lane_requests_total",
    "counter",
    "Requests by how they ended",
    (host, name) => countsOf(name, tallied(host), "ending"),
  ],
  [
    "espalier_lane_refusals_total",
    "counter",
    "Answers of the proxy itself, by code",
    (host, name) => countsOf(name, tallied(host), "reason"),
  ],
  [
    "espalier_log_gaps_total",
    "counter",
    "Looks after which lines of the log may be missing above",
    ({ host, tally }, name) => [[name, { host }, tally.gaps]],
  ],
];

/** What lanes hold, wait for and are refused: every family once, hosts and lanes in order. */
export const renderHostMetrics = (hosts: readonly HostMetrics[]): string => renderFamilies(FAMILIES, hosts);
