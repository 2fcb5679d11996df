import type { Scene } from "../scene.ts";
import type { Stage } from "../stage.ts";
import { askGateways } from "./ask.ts";
import { probeQuestions, refuseBlinded, tellProbeEnding } from "./probes.ts";
import { shownQuestions } from "./shown.ts";
import { refuseShutOut } from "./shut-out.ts";

/** Before a rollout touches hosts: refuses what would close the pool to all that comes through its gateways. */
export async function guardGateways(scene: Scene, stage: Stage): Promise<void> {
  if (stage.gateways.length === 0) return;
  await tellProbeEnding(scene, stage);
  const asked = await askGateways(scene, stage, {
    questions: (layout) => [...shownQuestions(layout), ...probeQuestions(layout)],
    what: "what it shows to hosts and by which key it probes",
  });
  refuseShutOut(stage, asked);
  refuseBlinded(scene, stage, asked);
}

/** Before hosts are told of keys: every gateway, as the inventory wants it and as it runs, must probe by one that they let in. */
export async function guardProbes(scene: Scene, stage: Stage): Promise<void> {
  if (stage.gateways.length === 0) return;
  await tellProbeEnding(scene, stage);
  const asked = await askGateways(scene, stage, {
    questions: probeQuestions,
    what: "by which key it probes",
  });
  refuseBlinded(scene, stage, asked);
}
