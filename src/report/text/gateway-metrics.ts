import type { GatewayLoad, OverflowLoad } from "../../model/gateway-load.ts";
import { type Family, renderFamilies, type Sample } from "./exposition.ts";

/** One gateway as it was seen last. */
export interface GatewayMetrics {
  readonly gateway: string;
  /** Absent while it does not answer. */
  readonly loads?: readonly GatewayLoad[];
  readonly overflow?: readonly OverflowLoad[];
}

const each =
  (name: string, value: (load: GatewayLoad) => number) =>
  ({ gateway, loads = [] }: GatewayMetrics): readonly Sample[] =>
    loads.map((load) => [name, { gateway, group: load.group, host: load.host }, value(load)]);

const over =
  (name: string, value: (load: OverflowLoad) => number) =>
  ({ gateway, overflow = [] }: GatewayMetrics): readonly Sample[] =>
    overflow.map((load) => {
      const { upstream, lane, group } = load;
      return [name, { gateway, upstream, lane, group }, value(load)];
    });

const UP = "espalier_gateway_host_up";
const OUTSTANDING = "espalier_gateway_outstanding";
const REQUESTS = "espalier_gateway_requests_total";
const AGAIN = "espalier_gateway_tries_again_total";

const OVER_UP = "espalier_gateway_overflow_up";
const OVER_OUTSTANDING = "espalier_gateway_overflow_outstanding";
const OVER_REQUESTS = "espalier_gateway_overflow_requests_total";

const FAMILIES: readonly Family<GatewayMetrics>[] = [
  [
    "espalier_gateway_up",
    "gauge",
    "1 when the gateway answered the last look",
    ({ gateway, loads }) => [["espalier_gateway_up", { gateway }, loads === undefined ? 0 : 1]],
  ],
  [
    UP,
    "gauge",
    "1 while new requests for the group may go to the host",
    each(UP, ({ isUp }) => (isUp ? 1 : 0)),
  ],
  [
    OUTSTANDING,
    "gauge",
    "Requests that the host was sent and that run",
    each(OUTSTANDING, (load) => load.outstanding),
  ],
  [REQUESTS, "counter", "Requests that the host was sent", each(REQUESTS, (load) => load.requests)],
  [AGAIN, "counter", "Tries after which another one was needed", each(AGAIN, (load) => load.again)],
  [
    OVER_UP,
    "gauge",
    "1 while requests of the lane may leave the pool for the server",
    over(OVER_UP, ({ isUp }) => (isUp ? 1 : 0)),
  ],
  [
    OVER_OUTSTANDING,
    "gauge",
    "Requests of the lane that left the pool and run",
    over(OVER_OUTSTANDING, ({ outstanding }) => outstanding),
  ],
  [
    OVER_REQUESTS,
    "counter",
    "Requests of the lane that left the pool",
    over(OVER_REQUESTS, ({ requests }) => requests),
  ],
];

/** What gateways know of the hosts behind them; empty for a pool without gateways. */
export const renderGatewayMetrics = (gateways: readonly GatewayMetrics[]): string =>
  gateways.length === 0 ? "" : renderFamilies(FAMILIES, gateways);
