import { answers } from "../../facts/fact.ts";
import { gatewayShownQuestion, parseGatewayShown } from "../../facts/gateway-shown.ts";
import { Failure, sentence } from "../../model/failure.ts";
import type { Pool } from "../../model/pool.ts";
import { eachHost } from "../each-host.ts";
import { inquire } from "../reach.ts";
import type { Scene } from "../scene.ts";
import type { Stage, StagedGateway } from "../stage.ts";
import { onGateway } from "./reach.ts";

/**
 * Before hosts ask for certificates every gateway that serves must show its own, or they would refuse all that comes
 * through it. Throws `gateway-hidden`. A gateway that cannot be asked is told and holds nothing up.
 */
export async function refuseHidden(scene: Scene, stage: Stage): Promise<void> {
  if (!asksGateways(stage.pool)) return;
  const all = await eachHost(stage.gateways, async (staged) => ({
    id: staged.source.member.id,
    isHidden: await isHidden(scene, stage, staged),
  }));
  const hidden = all.filter((one) => one.isHidden).map(({ id }) => id);
  if (hidden.length === 0) return;
  const calls = hidden.map((id) => `\`espalier apply ${stage.pool.id} --on ${id}\``);
  throw new Failure({
    code: "gateway-hidden",
    subject: hidden.join(", "),
    saw: "no certificate is shown to hosts yet, and hosts shall refuse whoever shows none: they would answer 403 to all that comes this way",
    hint: `gateways first: ${calls.join(", then ")}; then run this again`,
  });
}

/** Hosts refuse some request that shows no certificate, or that a gateway does not say whose it is. */
const asksGateways = ({ gateway, lanes }: Pool): boolean =>
  gateway.tls?.clients === "required" ||
  Object.values(lanes).some(({ certificates }) => certificates !== undefined);

async function isHidden(scene: Scene, { folders }: Stage, { source }: StagedGateway): Promise<boolean> {
  const question = gatewayShownQuestion(source.layout);
  const gateway = source.member.id;
  try {
    const { stdout } = await onGateway(source, folders.inventory, (connection) =>
      inquire(connection, source, [question]),
    );
    const answer = answers(stdout).get(question.name);
    return answer !== undefined && parseGatewayShown(answer) === false;
  } catch (error) {
    const text = `could not be asked whether it shows hosts a certificate: ${sentence(error)}`;
    scene.tell({ kind: "line", host: gateway, text });
    return false;
  }
}
