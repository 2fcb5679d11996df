import type { GatewayInterest } from "../../facts/gateway.ts";
import { shortOf } from "../../model/digest.ts";
import type { GatewayFacts } from "../../model/facts.ts";
import type { Plan } from "../../model/step.ts";
import { askedPaths } from "../admission.ts";
import { refuseForeign } from "../owner.ts";
import { activation } from "./activation.ts";
import { admission, certificateFiles, isStale } from "./admission.ts";
import { heldBack } from "./held-back.ts";
import { account, artifacts, directories, release, tls } from "./install.ts";
import { admissionOf } from "./spec.ts";
import { type GatewayOperation, memberGateway, type PoolGatewayWish } from "./wish.ts";

/** What must be known of a gateway to plan for `wish`. */
export const gatewayInterest = (wish: PoolGatewayWish): GatewayInterest => ({
  layout: wish.layout,
  release: shortOf(wish.spec.digest),
  metricsPort: memberGateway(wish).metricsPort,
  files: [
    ...askedPaths(wish.layout, admissionOf(wish)),
    ...certificateFiles(wish).map(({ path }) => path),
    wish.layout.probeSetup,
  ],
});

/** In the order in which they are done; what serves is touched by the activation only. */
const OPERATIONS: readonly GatewayOperation[] = [account, directories, artifacts, tls, admission, release];

/** Every step that brings one gateway to its wish. Throws `host-owned` where another pool owns the machine. */
export function planGateway(wish: PoolGatewayWish, facts: GatewayFacts): Plan {
  refuseForeign({ pool: wish.pool, host: wish.carrier }, facts);
  return {
    host: wish.member.id,
    steps: [
      ...OPERATIONS.flatMap((operation) => operation(wish, facts)),
      ...activation(wish, facts, isStale(wish, facts)),
      ...heldBack(wish, facts),
    ],
  };
}
