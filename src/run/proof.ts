import type { HostFacts } from "../model/facts.ts";
import type { Proof } from "../model/qualification.ts";
import type { ClimbStep } from "../model/step.ts";
import { conditions } from "../operations/conditions.ts";
import { proofDigest, qualifiedBy } from "../operations/qualification.ts";
import type { HostWish } from "../operations/wish.ts";
import type { Scene } from "./scene.ts";

interface Climbed {
  readonly scene: Scene;
  readonly wish: HostWish;
  readonly climb: ClimbStep;
  /** As the host was when the climb began. */
  readonly facts: HostFacts;
}

/** Under what a climb was climbed; a reduced one stands on the full one before it. */
export function proofOf({ scene, wish, climb, facts }: Climbed): Proof {
  const now = conditions(facts);
  const earlier = qualifiedBy(facts);
  const full = climb.extent === "full" ? scene.run : (earlier?.proof?.full ?? earlier?.run ?? scene.run);
  const digest = proofDigest(wish.spec.pins, now);
  return { extent: climb.extent, rungs: climb.rungs, conditions: now, digest, full };
}
