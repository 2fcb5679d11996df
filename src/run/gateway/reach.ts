import { renderFactsScript } from "../../../templates/host/facts-script.ts";
import { quoted } from "../../../templates/host/quote.ts";
import type { Connection } from "../../connectors/connection.ts";
import { gatewayQuestions, parseGateway } from "../../facts/gateway.ts";
import type { GatewayFacts } from "../../model/facts.ts";
import { Failure } from "../../model/failure.ts";
import { gatewayInterest } from "../../operations/gateway/plan.ts";
import type { GatewaySource, PoolGatewayWish } from "../../operations/gateway/wish.ts";
import { asRoot, reach } from "../reach.ts";

/** Connects to the machine that carries a gateway; its key must be the one in the lock. */
export function reachGateway(
  { pool, lock, member, carrier }: GatewaySource,
  inventory: string,
): ReturnType<typeof reach> {
  const { address, port } = carrier;
  const pin = lock.hosts[carrier.id];
  if (pin) return reach(pool, inventory, { id: member.id, address, port, hostKey: pin.hostKey });
  throw new Failure({
    code: "host-unpinned",
    subject: carrier.id,
    saw: "the lock has no host key for it",
    hint: `run \`espalier pin ${pool.id}\``,
  });
}

/** One round trip to know: every fact of the gateway. */
export async function learnGateway(connection: Connection, wish: PoolGatewayWish): Promise<GatewayFacts> {
  const interest = gatewayInterest(wish);
  const script = renderFactsScript(wish.layout, gatewayQuestions(interest));
  const ran = await connection.exec(`${asRoot(wish.pool)} -c ${quoted(script)}`);
  if (ran.exit === 0) return parseGateway(interest, ran.stdout);
  throw new Failure({
    code: "facts-unreadable",
    subject: wish.member.id,
    saw: ran.stderr.trim().split("\n").at(-1) ?? "the connection broke while facts were read",
    hint: "if sudo asks for a password, give the user of ssh.user a NOPASSWD rule; nothing was changed",
  });
}
