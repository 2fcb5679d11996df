import { socketfilterfw } from "../../facts/preparation/firewall.ts";
import type { FirewallFacts } from "../../model/preparation.ts";
import type { Step } from "../../model/step.ts";
import { artifactDirectory, pinned } from "../artifact.ts";
import { type HostWish, hand, noop, type Operation, run } from "../wish.ts";

/** Where a proxy lies, and which. */
type ProxyGround = Pick<HostWish, "pool" | "catalogue" | "lock" | "layout">;

/** The application firewall is on and lets in the proxy, which is the only program that faces the network. */
export const firewall: Operation = (wish, { preparation }) => {
  const found = preparation.firewall;
  const words = { operation: "firewall", subject: wish.host.id };
  if (found === undefined)
    return [
      hand(
        { ...words, why: "socketfilterfw says nothing that can be read" },
        "run it with --getglobalstate on the host",
      ),
    ];
  if (found.state === "managed")
    return [
      hand(
        { ...words, why: "an MDM keeps the firewall" },
        `let it allow ${proxyProgram(wish)}, and leave firewall alone in the inventory`,
      ),
    ];
  const steps = [...admitProxy(wish, found), ...opening(wish, found)];
  return steps.length > 0
    ? steps
    : [noop("firewall", wish.host.id, "it is on and lets the proxy be reached")];
};

/** The proxy where it really lies: a rule is bound to a path, and every version has its own. */
export const proxyProgram = (wish: ProxyGround): string => {
  const item = pinned(wish, wish.pool.gateway.artifact);
  return `${wish.layout.releases}/${artifactDirectory(item)}/${item.artifact.program}`;
};

/** Makes the proxy of a host, or of the gateway beside it, known to the firewall. */
export function admitProxy(wish: ProxyGround, { programs }: FirewallFacts): readonly Step[] {
  const program = proxyProgram(wish);
  if (programs[program] === true) return [];
  const why = program in programs ? "the firewall blocks it" : "the firewall does not know it";
  return [
    run(
      { operation: "firewall", subject: wish.pool.gateway.artifact, why },
      "admit_program",
      socketfilterfw(wish.layout),
      program,
    ),
  ];
}

function opening({ layout, host }: HostWish, { state, blocksAll }: FirewallFacts): readonly Step[] {
  const words = { operation: "firewall", subject: host.id };
  const tool = socketfilterfw(layout);
  return [
    ...(blocksAll
      ? [run({ ...words, why: "it blocks every connection" }, "set_firewall", tool, "--setblockall", "off")]
      : []),
    ...(state === "off"
      ? [run({ ...words, why: "it is off" }, "set_firewall", tool, "--setglobalstate", "on")]
      : []),
  ];
}
