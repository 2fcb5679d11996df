import { answers } from "../../facts/fact.ts";
import { gatewayProbeQuestion, parseGatewayProbe } from "../../facts/gateway-probe.ts";
import { sentence } from "../../model/failure.ts";
import { type HeldProbe, refuseBlinding } from "../../operations/gateway/probe-key.ts";
import { eachHost } from "../each-host.ts";
import { inquire } from "../reach.ts";
import type { Scene } from "../scene.ts";
import type { Stage, StagedGateway } from "../stage.ts";
import { probeKey } from "./probe-key.ts";
import { onGateway } from "./reach.ts";

/**
 * Before hosts are told of keys: every gateway, as the inventory wants it and as it runs, must probe by one that they will let
 * in. Says when that key ends soon. Throws `gateway-blinded` and what `probeKey` throws.
 */
export async function keepProbes(scene: Scene, stage: Stage): Promise<void> {
  const { pool, folders, gateways } = stage;
  if (gateways.length === 0) return;
  const { ending } = await probeKey(pool, folders.inventory);
  if (ending !== undefined) scene.tell({ kind: "line", text: ending });
  const held = await eachHost(gateways, (staged) => heldBy(scene, stage, staged));
  refuseBlinding(
    pool,
    held.filter((one) => one !== undefined),
    scene.clock.now(),
  );
}

/** Asks one gateway. `undefined` where none finds a host; one that cannot be asked is told and holds nothing up. */
async function heldBy(
  scene: Scene,
  { folders }: Stage,
  { source }: StagedGateway,
): Promise<HeldProbe | undefined> {
  const gateway = source.member.id;
  const question = gatewayProbeQuestion(source.layout);
  try {
    const { stdout } = await onGateway(source, folders.inventory, (connection) =>
      inquire(connection, source, [question]),
    );
    const answer = answers(stdout).get(question.name);
    const hash = answer && parseGatewayProbe(answer);
    return hash && { gateway, hash };
  } catch (error) {
    const text = `could not be asked by which key it probes: ${sentence(error)}`;
    scene.tell({ kind: "line", host: gateway, text });
    return undefined;
  }
}
