import type { Connection } from "../../connectors/connection.ts";
import { gatewayQuestions, parseGateway } from "../../facts/gateway.ts";
import type { GatewayFacts } from "../../model/facts.ts";
import { gatewayInterest } from "../../operations/gateway/plan.ts";
import type { GatewaySource, PoolGatewayWish } from "../../operations/gateway/wish.ts";
import { inquire, over, reachHost, whole } from "../reach.ts";

/** Connects to the machine that carries a gateway; its key must be the one in the lock. */
export const reachGateway = (
  { pool, lock, member, carrier }: GatewaySource,
  inventory: string,
): ReturnType<typeof reachHost> => reachHost({ pool, lock, host: carrier }, inventory, member.id);

/** Connects to the machine that carries a gateway, works and lets go. */
export const onGateway = <Result>(
  source: GatewaySource,
  inventory: string,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> => over(reachGateway(source, inventory), work);

/** One round trip to know: every fact of the gateway. */
export async function learnGateway(connection: Connection, wish: PoolGatewayWish): Promise<GatewayFacts> {
  const interest = gatewayInterest(wish);
  const ran = await inquire(connection, wish, gatewayQuestions(interest));
  return parseGateway(interest, whole(wish.member.id, ran));
}
