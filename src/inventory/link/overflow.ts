import type { Objection } from "../objection.ts";
import type { GatewaysText, OverflowText, PoolText } from "../pool-text.ts";
import type { Link } from "./check.ts";
import { askGateways } from "./probe.ts";
import { unknown } from "./unknown.ts";

/** What leaves the pool is of a lane and a model that the pool knows, and breaks no promise that only hosts keep. */
export const overflowLinks: readonly Link[] = [
  { reads: ["gateways", "lanes", "models"], check: askGateways(references) },
  { reads: ["gateways", "lanes", "models"], check: askGateways(unserved) },
  { reads: ["gateways", "lanes"], check: askGateways(unkept) },
  { reads: ["gateways"], check: askGateways(undecided) },
];

type Named = readonly [string, OverflowText];

const all = ({ overflow }: GatewaysText): readonly Named[] => Object.entries(overflow);

function references(gateways: GatewaysText, { lanes, models }: PoolText): readonly Objection[] {
  return all(gateways).flatMap(([name, text]) => {
    const at = ["gateways", "overflow", name];
    return [
      ...text.lanes.flatMap((lane, index) =>
        unknown({ at: [...at, "lanes", index], name: lane, noun: "lane", known: Object.keys(lanes) }),
      ),
      ...Object.keys(text.models).flatMap((model) =>
        unknown({ at: [...at, "models", model], name: model, noun: "model", known: Object.keys(models) }),
      ),
    ];
  });
}

function unserved(gateways: GatewaysText, { lanes }: PoolText): readonly Objection[] {
  return all(gateways).flatMap(([name, text]) =>
    text.lanes.flatMap((lane, index): readonly Objection[] => {
      const known = lanes[lane]?.models;
      if (known === undefined || Object.keys(text.models).some((model) => known.includes(model))) return [];
      return [
        {
          at: ["gateways", "overflow", name, "lanes", index],
          found: `the lane ${lane}, which names none of the models that ${name} serves`,
          wanted: `a lane with ${Object.keys(text.models).join(" or ")}`,
          todo: "name another lane, or add the model to the lane",
        },
      ];
    }),
  );
}

/** Limits of a lane are kept by the edges of hosts, and what overflows passes none. */
function unkept(gateways: GatewaysText, { lanes }: PoolText): readonly Objection[] {
  return all(gateways).flatMap(([name, text]) =>
    text.lanes.flatMap((lane, index): readonly Objection[] => {
      const limits = Object.keys(lanes[lane]?.limits ?? {});
      if (limits.length === 0) return [];
      return [
        {
          at: ["gateways", "overflow", name, "lanes", index],
          found: `the lane ${lane}, whose ${limits.join(", ")} only hosts keep`,
          wanted: "a lane without limits: what overflows passes no host",
          todo: "let another lane overflow, or remove the limits",
        },
      ];
    }),
  );
}

/** It is asked before the hosts or behind them. */
function undecided(gateways: GatewaysText): readonly Objection[] {
  return all(gateways)
    .filter(([, { first, above }]) => first && above !== undefined)
    .map(([name, { above }]) => ({
      at: ["gateways", "overflow", name, "above"],
      found: `above: ${above} beside first: true`,
      wanted: "one of both: a server that is asked first waits for no queue",
      todo: "remove above, or first",
    }));
}
