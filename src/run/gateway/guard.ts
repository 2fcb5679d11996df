import type { Scene } from "../scene.ts";
import type { Stage } from "../stage.ts";
import { keepProbes } from "./probes.ts";
import { refuseShutOut } from "./shut-out.ts";

/** Before a rollout touches hosts: refuses what would close the pool to all that comes through its gateways. */
export async function guardGateways(scene: Scene, stage: Stage): Promise<void> {
  await refuseShutOut(scene, stage);
  await keepProbes(scene, stage);
}
