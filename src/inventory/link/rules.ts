import { formatDuration } from "../../model/units.ts";
import type { Objection } from "../objection.ts";
import { durationOf } from "../quantity.ts";
import { parseRule } from "../rule.ts";
import type { Link, Linked } from "./check.ts";

/** Every rule follows the grammar and speaks of rungs that are climbed. */
export const ruleLinks: readonly Link[] = [
  { reads: ["gates"], check: grammar },
  { reads: ["gates", "ladder"], check: absentRungs },
  { reads: ["gates", "ladder"], check: endlessHolds },
];

function grammar({ text }: Linked): readonly Objection[] {
  return text.gates.rules.flatMap((rule, index): Objection[] => {
    const reading = parseRule(rule);
    if (reading.kind === "ok") return [];
    const { column, found, wanted, todo } = reading;
    return [{ at: ["gates", "rules", index], offset: column - 1, found, wanted, todo }];
  });
}

function absentRungs({ text }: Linked): readonly Objection[] {
  const { rungs } = text.ladder;
  return text.gates.rules.flatMap((rule, index): Objection[] => {
    const reading = parseRule(rule);
    const rung = reading.kind === "ok" ? reading.rule.rung : undefined;
    if (rung === undefined || rungs.includes(rung)) return [];
    const offset = rule.lastIndexOf(String(rung));
    const todo = `name one of them, or add ${rung} to ladder.rungs`;
    return [
      {
        at: ["gates", "rules", index],
        offset,
        found: `rung ${rung}`,
        wanted: `a rung of the ladder: ${rungs.join(", ")}`,
        todo,
      },
    ];
  });
}

/** A rung is extended until half of the deadline has passed: a rule over a longer time could never be held. */
function endlessHolds({ text }: Linked): readonly Objection[] {
  const most = durationOf(text.ladder.deadline) / 2;
  return text.gates.rules.flatMap((rule, index): Objection[] => {
    const reading = parseRule(rule);
    const hold = reading.kind === "ok" ? (reading.rule.hold ?? 0) : 0;
    if (hold <= most) return [];
    return [
      {
        at: ["gates", "rules", index],
        offset: rule.lastIndexOf("for"),
        found: `a rung held for ${formatDuration(hold)}`,
        wanted: `at most ${formatDuration(most)}, half of ladder.deadline`,
        todo: `set ladder.deadline to more than twice that, such as ${Math.ceil((2 * hold) / 60_000) + 10}m`,
      },
    ];
  });
}
