import type { GatewayFacts } from "../../model/facts.ts";
import type { Step } from "../../model/step.ts";
import { hand } from "../wish.ts";
import type { PoolGatewayWish } from "./wish.ts";

/**
 * Hosts that shall serve, are open and well for the probe, and get nothing, because the gateway was told so and never told
 * otherwise: a verb was cut short, or SSH did not reach the host. Whether that is still meant only a person knows.
 */
export function heldBack({ pool }: PoolGatewayWish, { servers }: GatewayFacts): readonly Step[] {
  const held = pool.hosts.filter(
    ({ id, state }) =>
      state === "serving" &&
      servers.some((server) => server.host === id && server.state === "DRAIN" && server.check === "L7OK"),
  );
  return held.map(({ id }) =>
    hand(
      {
        operation: "doors",
        subject: id,
        why: "it is open and well, and is sent nothing: it was told to be drained by a verb that was cut short, or that did not reach it",
      },
      `when it shall serve, run \`espalier undrain ${pool.id} --on ${id}\``,
    ),
  );
}
