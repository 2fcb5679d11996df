import { gatewayProbeQuestion, parseGatewayProbe } from "../../facts/gateway-probe.ts";
import { type HeldProbe, refuseBlinding } from "../../operations/gateway/probe-key.ts";
import { eachHost } from "../each-host.ts";
import type { Scene } from "../scene.ts";
import type { Stage, StagedGateway } from "../stage.ts";
import { type GatewayAsker, gatewayAsker } from "./ask.ts";
import { probeKey } from "./probe-key.ts";

/**
 * Before hosts are told of keys: every gateway, as the inventory wants it and as it runs, must probe by one that they will let
 * in. Says when that key ends soon. Throws `gateway-blinded` and what `probeKey` throws.
 */
export async function keepProbes(scene: Scene, stage: Stage): Promise<void> {
  const { pool, folders, gateways } = stage;
  if (gateways.length === 0) return;
  const { ending } = await probeKey(pool, folders.inventory);
  if (ending !== undefined) scene.tell({ kind: "line", text: ending });
  const held = await eachHost(gateways, (staged) => heldBy(gatewayAsker(scene, stage), staged));
  refuseBlinding(
    pool,
    held.filter((one) => one !== undefined),
    scene.clock.now(),
  );
}

/** `undefined` where a gateway finds no host. */
async function heldBy(ask: GatewayAsker, staged: StagedGateway): Promise<HeldProbe | undefined> {
  const { layout, member } = staged.source;
  const question = gatewayProbeQuestion(layout);
  const said = await ask(staged, { questions: [question], what: "by which key it probes" });
  const answer = said?.get(question.name);
  const hash = answer && parseGatewayProbe(answer);
  return hash && { gateway: member.id, hash };
}
