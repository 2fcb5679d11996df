import { digestOf, hexOf, shortOf } from "../../model/digest.ts";
import type { GatewayFacts } from "../../model/facts.ts";
import { GATEWAY_LABEL, installedPlist } from "../../model/layout.ts";
import type { Step } from "../../model/step.ts";
import { pinned } from "../artifact.ts";
import { releaseDirectory } from "../release.ts";
import { noop, run } from "../wish.ts";
import { finding, hostless, openGroups } from "./hostless.ts";
import { GATEWAY_PLIST } from "./spec.ts";
import type { PoolGatewayWish } from "./wish.ts";

/** How long every model may take to find a host that generated a token, seconds. */
const PATIENCE = 60;

/**
 * From the release on disk to the release that serves. Nothing is flipped that HAProxy itself refuses; a worker that is
 * replaced ends its streams; and a gateway through which a model has no host is none.
 */
export function activation(wish: PoolGatewayWish, facts: GatewayFacts, isStale: boolean): readonly Step[] {
  const subject = `release ${shortOf(wish.spec.digest)}`;
  const why = reason(wish, facts) ?? (isStale ? STALE : undefined);
  if (why === undefined) return standing(wish, facts, subject);
  const { layout } = wish;
  const directory = releaseDirectory(wish);
  const words = { operation: "activation", subject, why };
  const installed = installedPlist(layout, GATEWAY_LABEL);
  const service = { ...words, operation: "launchd", subject: GATEWAY_LABEL };
  const { program } = pinned(wish, wish.pool.gateway.artifact).artifact;
  return [
    run(words, "activate_gateway", directory, GATEWAY_LABEL, program, layout.probeSetup),
    run(service, "reload_gateway", GATEWAY_LABEL, `${directory}/${GATEWAY_PLIST}`, installed),
    awaitHosts(wish, why),
    run(
      { ...words, subject: "good", why: "every model has found a host" },
      "link_to",
      directory,
      layout.good,
    ),
  ];
}

const STALE = "a certificate or the key of the health checks changed, and it is read at the start only";

/** The release serves. A model that no host serves through it is waited for, unless its hosts are drained. */
function standing(wish: PoolGatewayWish, facts: GatewayFacts, subject: string): readonly Step[] {
  const found = finding(wish, facts);
  const isWell = hostless(wish, facts).every(({ isMeant }) => isMeant);
  return [
    noop("activation", subject, `the release serves, and ${isWell ? found : "only hosts are missing"}`),
    ...(isWell ? [] : [awaitHosts(wish, found)]),
  ];
}

const awaitHosts = (wish: PoolGatewayWish, why: string): Step =>
  run(
    { operation: "health", subject: "one generated token of each model", why },
    "await_hosts",
    String(PATIENCE),
    ...openGroups(wish).map(({ name }) => name),
  );

function reason({ spec }: PoolGatewayWish, facts: GatewayFacts): string | undefined {
  const wanted = shortOf(spec.digest);
  const [service] = facts.services;
  const plist = spec.files.find(({ path }) => path === GATEWAY_PLIST);
  if (facts.current !== wanted)
    return facts.current ? `release ${facts.current} serves` : "no release serves yet";
  if (service?.loaded !== true) return "the job is not loaded";
  if (facts.owed.length > 0) return "it was to start anew when a run was cut short";
  if (service.state !== "running") return `the job is ${service.state ?? "in an unknown state"}`;
  if (service.plist !== (plist && hexOf(digestOf(plist.text)))) return "its property list differs";
  if (facts.proxyStatus === 0) return "the gateway does not answer";
  return facts.good === wanted ? undefined : "no run has seen every model find a host through it";
}
