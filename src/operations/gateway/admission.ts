import { hostCertificate } from "../../../templates/pool-gateway/groups.ts";
import { digestOf, hexOf } from "../../model/digest.ts";
import type { GatewayFacts } from "../../model/facts.ts";
import { GATEWAY_LABEL } from "../../model/layout.ts";
import type { ReleaseFile } from "../../model/spec.ts";
import type { Step } from "../../model/step.ts";
import { admitSteps } from "../admission.ts";
import { noop, run } from "../wish.ts";
import { overflowFiles } from "./overflow.ts";
import { admissionOf } from "./spec.ts";
import type { GatewayOperation, PoolGatewayWish } from "./wish.ts";

/**
 * The certificates of the hosts, each a file of its own: a host is trusted under its own name only. What the authority of
 * the pool signs next is trusted before a host shows it.
 */
export const certificateFiles = (wish: PoolGatewayWish): readonly ReleaseFile[] => [
  ...Object.entries(wish.certificates).map(([host, text]) => ({
    path: hostCertificate(wish, host),
    text: trusted(text, wish.authority),
    mode: "0644",
  })),
  ...overflowFiles(wish),
];

const trusted = (shown: string, authority = ""): string =>
  shown.includes(authority.trim()) ? shown : `${shown.trim()}\n${authority}`;

/** Keys are told to the running gateway: nothing is reloaded. */
export const keys: GatewayOperation = (wish, facts) => {
  const { layout, pool } = wish;
  const steps = admitSteps({ layout, lanes: Object.keys(pool.lanes), files: admissionOf(wish) }, facts);
  return steps.length > 0 ? steps : [noop("admission", wish.member.id, "keys are as the inventory has them")];
};

/** Keys, and the certificates of the hosts: these are read at a start, so what serves is owed one before they change. */
export const admission: GatewayOperation = (wish, facts) => [
  ...keys(wish, facts),
  ...certificates(wish, facts),
  ...unread(wish),
];

const unread = ({ unread: hosts = {} }: PoolGatewayWish): readonly Step[] =>
  Object.entries(hosts).map(([host, why]) =>
    noop(
      "admission",
      `certificate of ${host}`,
      `not read, ${why}; the gateway goes on with the one it holds, if any`,
    ),
  );

function certificates(wish: PoolGatewayWish, facts: GatewayFacts): readonly Step[] {
  const why = "the gateway does not hold the certificate that it is to trust";
  const files = certificateFiles(wish).filter(({ path, text }) =>
    differs(facts, path, hexOf(digestOf(text))),
  );
  const puts = files.map((file): Step => {
    const subject = file.path.slice(wish.layout.admission.length + 1);
    return { kind: "put", operation: "admission", subject, why, ...file };
  });
  if (puts.length === 0 || facts.current === undefined) return puts;
  const serving = `${wish.layout.poolReleases}/${facts.current}`;
  const words = { operation: "admission", subject: GATEWAY_LABEL, why };
  return [run(words, "owe_start", serving, GATEWAY_LABEL), ...puts];
}

const differs = ({ preparation }: GatewayFacts, path: string, hex: string): boolean =>
  preparation.files[path] !== hex;

/** True when something that is read only at a start differs: the worker that serves does not know it. */
export const isStale = (wish: PoolGatewayWish, facts: GatewayFacts): boolean =>
  certificates(wish, facts).length > 0 || isProbeStale(wish, facts);

/** True when the key of the health checks lies there otherwise, or not at all. */
export const isProbeStale = (wish: PoolGatewayWish, facts: GatewayFacts): boolean =>
  differs(facts, wish.layout.probeSetup, hexOf(wish.probe));
