import type { HostAudit, HostStatus } from "../../model/audit.ts";
import { shortOf } from "../../model/digest.ts";
import type { GatewayFacts } from "../../model/facts.ts";
import { sentence } from "../../model/failure.ts";
import { auditGateway, upIn } from "../../operations/gateway/audit.ts";
import { gatewayShower } from "../../operations/gateway/install.ts";
import { planGateway } from "../../operations/gateway/plan.ts";
import { templateWish } from "../../operations/gateway/spec.ts";
import type { PoolGatewayWish } from "../../operations/gateway/wish.ts";
import { certificateTrouble } from "../../operations/tls.ts";
import { eachHost } from "../each-host.ts";
import type { HostPlan } from "../plan.ts";
import type { Stage, StagedGateway } from "../stage.ts";
import { learnGateway, onGateway } from "./reach.ts";
import { type GatewayNeeds, gatewayNeeds, gatewayTask } from "./wish.ts";

/** Plans every gateway; nothing is changed. */
export const planGateways = (
  stage: Stage,
  gateways: readonly StagedGateway[],
): Promise<readonly HostPlan[]> => {
  const look = looking(stage);
  return eachHost(gateways, async (staged): Promise<HostPlan> => {
    try {
      const { wish, facts } = await look(staged);
      return { kind: "plan", plan: planGateway(wish, facts) };
    } catch (error) {
      return { kind: "unknown", host: staged.source.member.id, error };
    }
  });
};

/** Every pin of every gateway, and the hosts each of them sees. */
export const auditGateways = (
  stage: Stage,
  gateways: readonly StagedGateway[],
): Promise<readonly HostAudit[]> => {
  const look = looking(stage);
  return eachHost(gateways, async (staged): Promise<HostAudit> => {
    const host = staged.source.member.id;
    try {
      const { wish, facts } = await look(staged);
      return { host, lines: auditGateway(wish, facts) };
    } catch (error) {
      return { host, lines: [], failure: sentence(error) };
    }
  });
};

/** One line for each gateway. */
export const gatewayStatus = (
  stage: Stage,
  gateways: readonly StagedGateway[],
): Promise<readonly HostStatus[]> => {
  const look = looking(stage);
  return eachHost(gateways, async (staged): Promise<HostStatus> => {
    const host = staged.source.member.id;
    try {
      const { wish, facts } = await look(staged);
      const differs = auditGateway(wish, facts).filter(({ agrees }) => !agrees).length;
      return { host, reached: true, differs, text: statusText(wish, facts, differs) };
    } catch (error) {
      return { host, reached: false, differs: 0, text: sentence(error) };
    }
  });
};

interface Looked {
  readonly wish: PoolGatewayWish;
  readonly facts: GatewayFacts;
}

/** Looks at one gateway after the other; what they have in common is asked once. */
function looking(stage: Stage): (staged: StagedGateway) => Promise<Looked> {
  let needs: Promise<GatewayNeeds> | undefined;
  return async (staged) => {
    needs ??= gatewayNeeds(stage);
    const { wish } = gatewayTask(stage, staged, await needs);
    return onGateway(wish, stage.folders.inventory, async (connection) => ({
      wish,
      facts: await learnGateway(connection, wish),
    }));
  };
}

const certificate = (wish: PoolGatewayWish, facts: GatewayFacts): readonly string[] => {
  const trouble = facts.certificate && certificateTrouble(gatewayShower(wish), facts);
  return trouble === undefined ? [] : [`CERTIFICATE: ${trouble}`];
};

function statusText(wish: PoolGatewayWish, facts: GatewayFacts, differs: number): string {
  const wanted = shortOf(wish.spec.digest);
  const groups = templateWish(wish).groups.map(({ name }) => `${name}: ${upIn(name, facts.servers)}`);
  return [
    `gateway on ${wish.carrier.id}`,
    `release ${facts.current ?? "none"}${facts.current === wanted ? "" : ` (wanted ${wanted})`}`,
    facts.proxyStatus === 0 ? "silent" : groups.join("; "),
    ...certificate(wish, facts),
    ...(wish.probeEnding === undefined ? [] : [`PROBE: ${wish.probeEnding}`]),
    differs === 0
      ? "as pinned"
      : `${differs} ${differs === 1 ? "field differs" : "fields differ"}: see \`espalier audit\``,
  ].join(" · ");
}
