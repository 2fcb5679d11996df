import type { Host } from "../../model/pool.ts";
import { lastServed } from "../../operations/gateway/last-served.ts";
import { isCurrent, isGood } from "../../operations/launchd.ts";
import { unreadiness } from "../../operations/readiness.ts";
import { inTurn } from "../../store/turn.ts";
import { claimOf } from "../claim.ts";
import { eachHost } from "../each-host.ts";
import { learnOf } from "../reach.ts";
import type { Scene } from "../scene.ts";
import { hostWish, type Stage, type StagedGateway } from "../stage.ts";
import { applyGateway } from "./apply.ts";
import { type Closing, lostLane } from "./lost-lanes.ts";
import { type GatewayView, gatewayViews } from "./views.ts";

/** How long one host of a wave waits while another one brings the gateways along, ms. */
const PATIENCE = 600_000;

/** A gateway that has to go ahead of the hosts that close, for these models. */
interface Late {
  readonly staged: StagedGateway;
  readonly models: readonly string[];
}

/**
 * Before hosts close: a gateway comes after all hosts, but not where these are the last ones that its present release finds for a model
 * while another host serves it already as the inventory wants it: on another port, under another digest, or since now. It gets its
 * release first, or those clients would have no host until the end of the rollout. Resolves with what ended it, or with the
 * lane that a gateway would send to a host that lets it in no more: then nothing may close.
 */
export async function bringGatewaysAlong(
  scene: Scene,
  stage: Stage,
  { hosts, closing }: Closing,
): Promise<Error | undefined> {
  const views = (await gatewayViews(stage)).filter((view) => !view.isCurrent);
  const lost = await lostLane(stage, views, { hosts, closing });
  if (lost !== undefined) return lost;
  if (lateOf(views, closing).length === 0) return undefined;
  const turn = {
    home: stage.folders.home,
    name: `${stage.pool.id}.gateways`,
    claim: claimOf("apply", scene.clock),
    patience: PATIENCE,
  };
  return inTurn(turn, () => goAhead(scene, stage, closing));
}

async function goAhead(scene: Scene, stage: Stage, closing: readonly Host[]): Promise<Error | undefined> {
  const late = lateOf(await gatewayViews(stage), closing);
  const ready = await readyHosts(stage, closing);
  for (const { staged, models } of late) {
    const found = ready.filter((host) => host.models.some((model) => models.includes(model)));
    if (found.length === 0) continue;
    const text = `goes ahead of ${names(closing)}: its present release would find no host for ${models.join(", ")}, the wanted one finds ${names(found)}`;
    scene.tell({ kind: "line", host: staged.source.member.id, text });
    const { failure } = await applyGateway(scene, stage, awaiting(staged, ready));
    if (failure !== undefined) return failure;
  }
  return undefined;
}

const names = (hosts: readonly Host[]): string => hosts.map(({ id }) => id).join(", ");

/** Gateways without their wanted release that would be left without a host for some model. */
function lateOf(views: readonly GatewayView[], closing: readonly Host[]): readonly Late[] {
  const ids = closing.map(({ id }) => String(id));
  return views
    .filter((view) => !view.isCurrent)
    .map(({ staged, servers }) => ({ staged, models: lastServed(servers, ids) }))
    .filter(({ models }) => models.length > 0);
}

/** The other hosts that serve what the inventory wants of them, each of its models. */
async function readyHosts({ pool, ...stage }: Stage, closing: readonly Host[]): Promise<readonly Host[]> {
  const others = pool.hosts.filter((host) => !closing.includes(host));
  const seen = await eachHost(others, async (host): Promise<readonly Host[]> => {
    const wish = hostWish({ pool, ...stage }, host);
    const facts = await learnOf(wish, stage.folders.inventory).catch(() => undefined);
    if (facts === undefined || facts.drained || !isCurrent(wish, facts) || !isGood(wish, facts)) return [];
    return unreadiness(wish, facts, host.models).length === 0 ? [host] : [];
  });
  return seen.flat();
}

/** With its release as it is, it waits for no host but these: the others come to theirs later. */
const awaiting = ({ source, spec }: StagedGateway, ready: readonly Host[]): StagedGateway => ({
  spec,
  source: {
    ...source,
    pool: {
      ...source.pool,
      hosts: source.pool.hosts.map((host) => (ready.includes(host) ? host : { ...host, state: "drained" })),
    },
  },
});
