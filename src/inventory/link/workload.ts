import type { Rule } from "../../model/rule.ts";
import { type LoadLane, lanesAt, largestOf, type Workload } from "../../model/workload.ts";
import type { Objection } from "../objection.ts";
import { parseRule } from "../rule.ts";
import { spelledOut } from "../typed-workload.ts";
import { oneOf } from "../words.ts";
import type { Link, Linked } from "./check.ts";

/** The workload can be sent on every host, and rules speak of lanes that it has. */
export const workloadLinks: readonly Link[] = [
  { reads: ["ladder", "models", "engines"], check: narrowContext },
  { reads: ["ladder", "gates"], check: absentLanes },
];

const workloadOf = ({ text: { ladder } }: Linked): Workload | undefined =>
  ladder.workload && spelledOut(ladder.workload, ladder);

/** The longest prompt with its answer has to fit into a slot. */
function narrowContext(linked: Linked): readonly Objection[] {
  const { ladder, models, engines } = linked.text;
  const workload = workloadOf(linked);
  const slot = engines[models[ladder.model]?.engine ?? ""]?.contextLength;
  if (workload === undefined || workload.name === "uniform" || slot === undefined) return [];
  const { promptTokens, outputTokens } = largestOf(workload);
  const longest = promptTokens + outputTokens;
  if (longest <= slot) return [];
  return [
    {
      at: ["ladder", "workload"],
      found: `up to ${longest} tokens in one request`,
      wanted: `at most ${slot}, the context of a slot`,
      todo: `set ladder.workload.context to ${Math.max(64, slot - outputTokens)} or less, or raise contextLength`,
    },
  ];
}

/** What is wrong with a lane that a rule names; its place is added where it is found. */
type Fault = Pick<Objection, "found" | "wanted" | "todo">;

/** `of LANE` names a lane that sends something, at a rung where it does, and with a baseline only the lane of rung 1. */
function absentLanes(linked: Linked): readonly Objection[] {
  return linked.text.gates.rules.flatMap((text, index): Objection[] => {
    const reading = parseRule(text);
    const rule = reading.kind === "ok" ? reading.rule : undefined;
    if (rule?.lane === undefined) return [];
    const offset = text.indexOf(rule.lane);
    const fault = laneFault(linked, { ...rule, lane: rule.lane });
    return fault === undefined ? [] : [{ at: ["gates", "rules", index], offset, ...fault }];
  });
}

function laneFault(linked: Linked, rule: Rule & { readonly lane: LoadLane }): Fault | undefined {
  const { rungs } = linked.text.ladder;
  const { lane } = rule;
  const workload = workloadOf(linked) ?? { lanes: [] };
  const known = workload.lanes.map((load) => load.lane);
  if (!known.includes(lane)) return strange(lane, known);
  const asked = rule.rung === undefined ? rungs : [rule.rung];
  const runs = rungs.filter((rung) => lanesAt(workload, rung).some(({ load }) => load.lane === lane));
  if (!asked.some((rung) => runs.includes(rung))) return idle(lane, runs[0]);
  return isOfRungOne(rule) && lane !== known[0] ? unscaled(lane, known[0]) : undefined;
}

const strange = (lane: LoadLane, known: readonly LoadLane[]): Fault => ({
  found: `lane ${lane}`,
  wanted: known.length === 0 ? "no lane: the ladder has no workload" : oneOf(known),
  todo: "name a lane of ladder.workload, or leave `of` out",
});

const idle = (lane: LoadLane, rung: number | undefined): Fault => ({
  found: `lane ${lane}, which has no stream there`,
  wanted: "a rung at which it has one",
  todo: rung === undefined ? "add a rung where it has one to ladder.rungs" : `write at ${rung}`,
});

const unscaled = (lane: LoadLane, lone: LoadLane | undefined): Fault => ({
  found: `a multiple of rung 1 for ${lane}`,
  wanted: `${lone}, which is alone there`,
  todo: `write a fixed value, N x enrolled, or of ${lone}`,
});

const isOfRungOne = ({ limit }: Rule): boolean => limit.kind === "baseline" && limit.of !== "enrolled";
