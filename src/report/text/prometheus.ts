import { BOUNDS, type Histogram, type HostTally } from "../../load/lane-tally.ts";
import type { LaneLoad } from "../../model/lane-load.ts";
import { type Family, type Labels, renderFamilies, type Sample } from "./exposition.ts";

/** One host as it was seen last. */
export interface HostMetrics {
  readonly host: string;
  /** Absent while its proxy does not answer. */
  readonly lanes?: readonly LaneLoad[];
  readonly uptime?: number;
  readonly tally: HostTally;
}

const FAMILIES: readonly Family<HostMetrics>[] = [
  ["espalier_proxy_up", "gauge", "1 when the proxy of the host answered the last look", up],
  ["espalier_proxy_uptime_seconds", "gauge", "How long the proxy has run", uptime],
  ["espalier_lane_running", "gauge", "Streams that run", loads("espalier_lane_running", "running")],
  [
    "espalier_lane_queued",
    "gauge",
    "Requests that wait in the lane",
    loads("espalier_lane_queued", "queued"),
  ],
  ["espalier_lane_streams", "gauge", "Streams that may run", loads("espalier_lane_streams", "streams")],
  ["espalier_lane_wait_seconds", "histogram", "Time in the queue of the lane", histograms("wait")],
  [
    "espalier_lane_first_byte_seconds",
    "histogram",
    "From the whole request to the first byte of an answer, the wait included",
    histograms("firstByte"),
  ],
  [
    "espalier_lane_tokens_total",
    "counter",
    "Bytes of bodies / 4 + tokens asked for, of requests let in",
    tokens,
  ],
  ["espalier_lane_requests_total", "counter", "Requests by how they ended", endings],
  ["espalier_lane_refusals_total", "counter", "Answers of the proxy itself, by code", refusals],
  ["espalier_log_gaps_total", "counter", "Looks after which lines of the log may be missing above", gaps],
];

/** What lanes hold, wait for and are refused: every family once, hosts and lanes in order. */
export const renderPrometheus = (hosts: readonly HostMetrics[]): string => renderFamilies(FAMILIES, hosts);

function up({ host, lanes }: HostMetrics): readonly Sample[] {
  return [["espalier_proxy_up", { host }, lanes === undefined ? 0 : 1]];
}

function uptime({ host, uptime: seconds }: HostMetrics): readonly Sample[] {
  return seconds === undefined ? [] : [["espalier_proxy_uptime_seconds", { host }, seconds]];
}

function loads(name: string, field: "running" | "queued" | "streams") {
  return ({ host, lanes = [] }: HostMetrics): readonly Sample[] =>
    [...lanes]
      .sort((a, b) => (a.lane < b.lane ? -1 : 1))
      .map((load) => [name, { host, lane: load.lane }, load[field]]);
}

const tallies = ({ tally }: HostMetrics) => Object.entries(tally.lanes).sort(([a], [b]) => (a < b ? -1 : 1));

function histograms(field: "wait" | "firstByte") {
  const name = field === "wait" ? "espalier_lane_wait_seconds" : "espalier_lane_first_byte_seconds";
  return (metrics: HostMetrics): readonly Sample[] =>
    tallies(metrics)
      .filter(([lane]) => lane !== "")
      .flatMap(([lane, tally]) => buckets(name, { host: metrics.host, lane }, tally[field]));
}

/** Cumulated, as Prometheus wants them; seconds. */
function buckets(name: string, labels: Labels, { counts, sum }: Histogram): readonly Sample[] {
  let below = 0;
  const cumulated = counts.map((count, at): Sample => {
    below += count;
    const bound = BOUNDS[at];
    return [`${name}_bucket`, { ...labels, le: bound === undefined ? "+Inf" : String(bound / 1000) }, below];
  });
  return [...cumulated, [`${name}_sum`, labels, sum / 1000], [`${name}_count`, labels, below]];
}

function tokens(metrics: HostMetrics): readonly Sample[] {
  return tallies(metrics)
    .filter(([lane]) => lane !== "")
    .map(([lane, tally]) => ["espalier_lane_tokens_total", { host: metrics.host, lane }, tally.tokens]);
}

const each =
  (name: string, label: string, counts: (of: HostMetrics) => readonly (readonly [string, object])[]) =>
  (metrics: HostMetrics): readonly Sample[] =>
    counts(metrics).flatMap(([lane, found]) =>
      Object.entries(found)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([value, count]): Sample => [name, { host: metrics.host, lane, [label]: value }, Number(count)]),
    );

function endings(metrics: HostMetrics): readonly Sample[] {
  return each("espalier_lane_requests_total", "ending", (of) =>
    tallies(of).map(([lane, tally]) => [lane, tally.endings]),
  )(metrics);
}

function refusals(metrics: HostMetrics): readonly Sample[] {
  return each("espalier_lane_refusals_total", "reason", (of) =>
    tallies(of).map(([lane, tally]) => [lane, tally.reasons]),
  )(metrics);
}

function gaps({ host, tally }: HostMetrics): readonly Sample[] {
  return [["espalier_log_gaps_total", { host }, tally.gaps]];
}
