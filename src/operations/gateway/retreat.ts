import type { GatewayFacts } from "../../model/facts.ts";
import { GATEWAY_LABEL, installedPlist } from "../../model/layout.ts";
import type { Step } from "../../model/step.ts";
import { run } from "../wish.ts";
import { GATEWAY_PLIST } from "./spec.ts";
import type { PoolGatewayWish } from "./wish.ts";

/** The way back of a gateway whose new release finds no hosts: to the last one that did, by a reload and no download. */
export function gatewayRetreat(
  { layout }: PoolGatewayWish,
  facts: GatewayFacts,
  why: string,
): readonly Step[] {
  const { current, good } = facts;
  if (good === undefined || good === current) return [];
  const words = { operation: "rollback", subject: `release ${good}`, why };
  const directory = `${layout.poolReleases}/${good}`;
  const installed = installedPlist(layout, GATEWAY_LABEL);
  return [
    run(words, "owe_start", directory, GATEWAY_LABEL),
    run(words, "link_to", directory, layout.current),
    run(words, "fit_admission", directory),
    run(words, "reload_gateway", GATEWAY_LABEL, `${directory}/${GATEWAY_PLIST}`, installed),
  ];
}
