import type { HostFacts } from "../model/facts.ts";
import { GATEWAY_LABEL, gatewayLayout, installedPlist, type Layout, SERVICE_USER } from "../model/layout.ts";
import type { Step } from "../model/step.ts";
import { drainSeconds, type HostWish, type Operation, run } from "./wish.ts";

/** Takes a host out for good: drain, stop and remove every job, remove what was installed. Done twice it finds nothing. */
export function retirementSteps(layout: Layout, seconds: string, why: string): readonly Step[] {
  const words = { operation: "retire", subject: layout.home, why };
  return [
    run({ ...words, operation: "drain" }, "drain_or_cut", seconds, "none"),
    run(words, "retire_services"),
    run({ ...words, subject: "jobs, sudoers and newsyslog" }, "unprepare"),
    run(words, "forget", layout.logs),
    run({ ...words, subject: SERVICE_USER }, "forget_account", SERVICE_USER),
    run(words, "forget_home"),
  ];
}

/** Takes away the gateway that lies on a host; the other gateways serve on. Done twice it finds nothing. */
export function gatewayRetirementSteps(root: string, seconds: string, why: string): readonly Step[] {
  const layout = gatewayLayout(root);
  const words = { operation: "retire", subject: layout.home, why };
  const plist = installedPlist(layout, GATEWAY_LABEL);
  return [
    run(words, "retire_gateway", GATEWAY_LABEL, plist, layout.proxySocket, seconds),
    run(words, "forget", layout.home),
  ];
}

/** A gateway that the pool names no more is taken off the host that carried it. */
export const leftGateway: Operation = (wish, facts) => {
  if (!hasLeftGateway(wish, facts)) return [];
  return gatewayRetirementSteps(
    wish.host.root,
    drainSeconds(wish),
    "gateways.members names none on this host",
  );
};

/** True for a host that carries a gateway which no member asks for. */
export const hasLeftGateway = ({ pool, host }: HostWish, { directories }: HostFacts): boolean =>
  directories.includes(gatewayLayout(host.root).home) &&
  !(pool.gateways?.members ?? []).some((member) => member.host === host.id);
