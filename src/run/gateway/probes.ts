import { gatewayProbeQuestion, parseGatewayProbe } from "../../facts/gateway-probe.ts";
import type { Layout } from "../../model/layout.ts";
import type { Question } from "../../model/question.ts";
import { type HeldProbe, refuseBlinding } from "../../operations/gateway/probe-key.ts";
import type { Scene } from "../scene.ts";
import type { Stage } from "../stage.ts";
import type { GatewayAnswers } from "./ask.ts";
import { probeKey } from "./probe-key.ts";

/** By which key a gateway finds its hosts. */
export const probeQuestions = (layout: Layout): readonly Question[] => [gatewayProbeQuestion(layout)];

/** Says when the key of the inventory ends soon. Throws what `probeKey` throws: one that hosts would not let in. */
export async function tellProbeEnding(scene: Scene, { pool, folders }: Stage): Promise<void> {
  const { ending } = await probeKey(pool, folders.inventory);
  if (ending !== undefined) scene.tell({ kind: "line", text: ending });
}

/** Throws `gateway-blinded` when a gateway finds hosts by a key that opens nothing any more. */
export function refuseBlinded({ clock }: Scene, { pool }: Stage, asked: readonly GatewayAnswers[]): void {
  refuseBlinding(
    pool,
    asked.flatMap((answers) => heldBy(answers)),
    clock.now(),
  );
}

/** Nothing where a gateway finds no host. */
function heldBy({ source, said }: GatewayAnswers): readonly HeldProbe[] {
  const answer = said.get(gatewayProbeQuestion(source.layout).name);
  const hash = answer && parseGatewayProbe(answer);
  return hash ? [{ gateway: source.member.id, hash }] : [];
}
