import type { ProxyTally } from "../../load/lane-tally.ts";
import type { GatewayLoad, OverflowLoad } from "../../model/gateway-load.ts";
import { type Family, renderFamilies, type Sample } from "./exposition.ts";
import { countsOf, timesOf } from "./tally-samples.ts";

/** One gateway as it was seen last. */
export interface GatewayMetrics {
  readonly gateway: string;
  /** Absent while it does not answer. */
  readonly loads?: readonly GatewayLoad[];
  readonly overflow?: readonly OverflowLoad[];
  readonly tally: ProxyTally;
}

const tallied = ({ gateway, tally }: GatewayMetrics) => ({ labels: { gateway }, tally });

const each =
  (value: (load: GatewayLoad) => number) =>
  ({ gateway, loads = [] }: GatewayMetrics, name: string): readonly Sample[] =>
    loads.map((load) => [name, { gateway, group: load.group, host: load.host }, value(load)]);

const over =
  (value: (load: OverflowLoad) => number) =>
  ({ gateway, overflow = [] }: GatewayMetrics, name: string): readonly Sample[] =>
    overflow.map((load) => {
      const { upstream, lane, group } = load;
      return [name, { gateway, upstream, lane, group }, value(load)];
    });

const FAMILIES: readonly Family<GatewayMetrics>[] = [
  [
    "espalier_gateway_up",
    "gauge",
    "1 when the gateway answered the last look",
    ({ gateway, loads }, name) => [[name, { gateway }, loads === undefined ? 0 : 1]],
  ],
  [
    "espalier_gateway_host_up",
    "gauge",
    "1 while new requests for the group may go to the host",
    each(({ isUp }) => (isUp ? 1 : 0)),
  ],
  [
    "espalier_gateway_outstanding",
    "gauge",
    "Requests that the host was sent and that run",
    each(({ outstanding }) => outstanding),
  ],
  [
    "espalier_gateway_requests_total",
    "counter",
    "Requests that the host was sent",
    each(({ requests }) => requests),
  ],
  [
    "espalier_gateway_tries_again_total",
    "counter",
    "Tries after which another one was needed",
    each(({ again }) => again),
  ],
  [
    "espalier_gateway_overflow_up",
    "gauge",
    "1 while requests of the lane may leave the pool for the server",
    over(({ isUp }) => (isUp ? 1 : 0)),
  ],
  [
    "espalier_gateway_overflow_outstanding",
    "gauge",
    "Requests of the lane that left the pool and run",
    over(({ outstanding }) => outstanding),
  ],
  [
    "espalier_gateway_overflow_requests_total",
    "counter",
    "Requests of the lane that left the pool",
    over(({ requests }) => requests),
  ],
  [
    "espalier_gateway_first_byte_seconds",
    "histogram",
    "From the whole request to the first byte of an answer, through the gateway and the host",
    (gateway, name) => timesOf(name, tallied(gateway), "firstByte"),
  ],
  [
    "espalier_gateway_answers_total",
    "counter",
    "Requests by how they ended at the gateway",
    (gateway, name) => countsOf(name, tallied(gateway), "ending"),
  ],
  [
    "espalier_gateway_refusals_total",
    "counter",
    "Answers of the gateway itself, by code",
    (gateway, name) => countsOf(name, tallied(gateway), "reason"),
  ],
  [
    "espalier_gateway_log_gaps_total",
    "counter",
    "Looks after which lines of the log may be missing above",
    ({ gateway, tally }, name) => [[name, { gateway }, tally.gaps]],
  ],
];

/** What gateways know of the hosts behind them, and what they answered; empty for a pool without gateways. */
export const renderGatewayMetrics = (gateways: readonly GatewayMetrics[]): string =>
  gateways.length === 0 ? "" : renderFamilies(FAMILIES, gateways);
