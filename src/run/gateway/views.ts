import type { GatewayGroup } from "../../../templates/pool-gateway/wish.ts";
import { shortOf } from "../../model/digest.ts";
import type { GatewayServer } from "../../model/facts.ts";
import { templateWish } from "../../operations/gateway/spec.ts";
import { eachHost } from "../each-host.ts";
import type { Stage, StagedGateway } from "../stage.ts";
import { learnGateway, onGateway } from "./reach.ts";
import { partialWish } from "./verb.ts";

/** The hosts of a pool as one of its gateways sees them. */
export interface GatewayView {
  readonly gateway: string;
  readonly groups: readonly GatewayGroup[];
  /** None where no proxy answers. */
  readonly servers: readonly GatewayServer[];
  readonly staged: StagedGateway;
  /** It has the release that is wanted. */
  readonly isCurrent: boolean;
}

/** Asks every gateway of a pool. One that cannot be asked is left out: what it sees is not known. */
export async function gatewayViews(stage: Stage): Promise<readonly GatewayView[]> {
  const views = await eachHost(stage.gateways, (staged) => view(stage, staged).catch(() => undefined));
  return views.filter((one) => one !== undefined);
}

async function view(stage: Stage, staged: StagedGateway): Promise<GatewayView> {
  const wish = partialWish(stage, staged);
  const { servers, current } = await onGateway(wish, stage.folders.inventory, (connection) =>
    learnGateway(connection, wish),
  );
  const isCurrent = current === shortOf(staged.spec.digest);
  return { gateway: wish.member.id, groups: templateWish(wish).groups, servers, staged, isCurrent };
}
