import type { Objection } from "../objection.ts";
import type { GatewaysText, PoolText } from "../pool-text.ts";
import type { Link } from "./check.ts";
import { unknown } from "./unknown.ts";

/** Asks of the gateways what only a pool that has some can get wrong. */
export const askGateways =
  (check: (gateways: GatewaysText, text: PoolText) => readonly Objection[]): Link["check"] =>
  ({ text }) =>
    text.gateways === undefined ? [] : check(text.gateways, text);

/** The probe of the gateways is let in wherever a request may go, or they would take a host for dead. */
export const probeLinks: readonly Link[] = [
  { reads: ["gateways", "lanes"], check: askGateways(probeLane) },
  { reads: ["gateways", "lanes"], check: askGateways(probeHours) },
  { reads: ["gateways", "lanes"], check: askGateways(probeCertificate) },
  { reads: ["gateways", "lanes", "hosts"], check: askGateways(shutOut) },
  { reads: ["gateways", "lanes", "hosts"], check: askGateways(unprobed) },
];

const AT_LANE = ["gateways", "probe", "lane"];

function probeLane({ probe }: GatewaysText, { lanes }: PoolText): readonly Objection[] {
  return unknown({ at: AT_LANE, name: probe.lane, noun: "lane", known: Object.keys(lanes) });
}

/** A lane that closes at night would take every host out with it. */
function probeHours({ probe }: GatewaysText, { lanes }: PoolText): readonly Objection[] {
  if (lanes[probe.lane]?.limits.hours === undefined) return [];
  const found = `the lane ${probe.lane}, which has hours`;
  return [
    {
      at: AT_LANE,
      found,
      wanted: "a lane that is always open",
      todo: "name another lane, or remove its hours",
    },
  ];
}

/** A health check asks for no client, so no client's certificate stands behind it. */
function probeCertificate({ probe }: GatewaysText, { lanes }: PoolText): readonly Objection[] {
  const names = lanes[probe.lane]?.certificates;
  if (names === undefined) return [];
  return [
    {
      at: AT_LANE,
      found: `the lane ${probe.lane}, which asks for the certificate of ${names.join(" or ")}; a probe is no client: it has no certificate`,
      wanted: "a lane that names none",
      todo: `name another lane, or take lanes.${probe.lane}.certificates away`,
    },
  ];
}

function shutOut({ probe }: GatewaysText, { lanes, hosts }: PoolText): readonly Objection[] {
  if (!Object.hasOwn(lanes, probe.lane)) return [];
  return Object.entries(hosts)
    .filter(([, host]) => !host.lanes.includes(probe.lane))
    .map(([name]) => ({
      at: ["hosts", name, "lanes"],
      found: `no lane ${probe.lane}, by which gateways.probe asks how the host is`,
      wanted: `${probe.lane} in the lanes of every host`,
      todo: `add ${probe.lane}, or probe by another lane`,
    }));
}

/** A model that lanes name and the probe may not ask for would never be known to be well. */
function unprobed({ probe }: GatewaysText, { lanes, hosts }: PoolText): readonly Objection[] {
  const probed = lanes[probe.lane]?.models;
  if (probed === undefined) return [];
  const served = new Set(Object.values(hosts).flatMap(({ models }) => models));
  const named = [...new Set(Object.values(lanes).flatMap(({ models }) => models))];
  return named
    .filter((model) => served.has(model) && !probed.includes(model))
    .map((model) => ({
      at: ["lanes", probe.lane, "models"],
      found: `no ${model}, which other lanes name`,
      wanted: "every model that is served, because gateways.probe asks for a token of each",
      todo: `add ${model}; a premium model asks for premium: true`,
    }));
}
