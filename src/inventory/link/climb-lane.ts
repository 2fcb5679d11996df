import type { Objection } from "../objection.ts";
import type { Linked } from "./check.ts";

/** A lane in which the ladder asks for a model, and where the file says so. */
export interface Claim {
  readonly at: Objection["at"];
  readonly lane: string;
  readonly model: string;
}

/** The lane may ask for the model; what neither knows is told elsewhere. */
export function closedTo(
  { lanes, models }: Linked["text"],
  { at, lane, model }: Claim,
): readonly Objection[] {
  const open = lanes[lane]?.models;
  const isKnown = Object.hasOwn(models, model) && open?.every((name) => Object.hasOwn(models, name));
  if (open === undefined || !isKnown || open.includes(model)) return [];
  const found = `lane ${lane}, which may not ask for ${model}`;
  const todo = `add ${model} to lanes.${lane}.models, or name another lane`;
  return [{ at, found, wanted: `a lane with ${model} in its models`, todo }];
}

/** What a host lacks, so that it could never pass its gate. */
export interface Lack {
  readonly host: string;
  /** `lane batch`, `model chat`. */
  readonly lacks: readonly string[];
  readonly use: string;
  readonly todo: string;
}

/** A host that lacks something cannot prove itself. */
export const unprovable = ({ host, lacks, use, todo }: Lack): readonly Objection[] =>
  lacks.length === 0
    ? []
    : [
        {
          at: ["hosts", host],
          on: "key",
          found: `no ${lacks.join(" and no ")}, ${use}`,
          wanted: "a host that can prove itself",
          todo,
        },
      ];
