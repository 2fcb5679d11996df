import { COMPARISONS, METRICS, type Metric, type Rule } from "../model/rule.ts";
import { parseDuration } from "../model/units.ts";
import { LOAD_LANES, type LoadLane } from "../model/workload.ts";
import { limitOf, limitText } from "./rule-limit.ts";
import { isNumber, mistake, oneOfWords, type Part, type RuleMistake } from "./rule-part.ts";
import { isHeld, isPerRung } from "./rule-units.ts";
import { type Token, tokens } from "./tokens.ts";

export type RuleReading = { readonly kind: "ok"; readonly rule: Rule } | RuleMistake;

/** `footprint` is short for its peak. */
const SUBJECTS = [...METRICS, "footprint"] as const;

/**
 * Reads one gate rule: `[watch] METRIC [of LANE] OP VALUE [at RUNG] [for DURATION]`. VALUE is a number with the unit of the metric, a
 * level (`pressure`, `thermal`), `N x baseline` (or `enrolled`, `rung1`), or `plan + N %`.
 */
export function parseRule(text: string): RuleReading {
  const end = { text: "", column: text.trimEnd().length + 1 };
  const all = [...tokens(text), end];
  const watched = all[0]?.text === "watch";
  const subject = oneOfWords(watched ? all.slice(1) : all, SUBJECTS, "a metric");
  if (subject.kind === "bad") return subject;
  const metric = subject.value === "footprint" ? "footprint.peak" : subject.value;
  const lane = subject.rest[0]?.text === "of" ? laneOf(metric, subject.rest) : none(subject.rest);
  if (lane.kind === "bad") return lane;
  const operator = oneOfWords(lane.rest, COMPARISONS, "a comparison");
  if (operator.kind === "bad") return operator;
  const limit = limitOf(metric, operator.rest);
  if (limit.kind === "bad") return limit;
  const of = lane.value === undefined ? {} : { lane: lane.value };
  const parts = { text, metric, ...of, comparison: operator.value, limit: limit.value };
  const tail = tailOf(parts, limit.rest);
  if (tail.kind === "bad") return tail;
  return { kind: "ok", rule: { ...parts, ...tail.value, ...(watched && { watched }) } };
}

/** A rule that was read before. Throws `TypeError` when it is none. */
export function parsedRule(text: string): Rule {
  const reading = parseRule(text);
  if (reading.kind === "bad") throw new TypeError(`not a rule: ${JSON.stringify(text)}`);
  return reading.rule;
}

type Parts = Pick<Rule, "metric" | "comparison">;

/** `[at RUNG] [for DURATION]`, and then nothing. */
function tailOf(parts: Parts, rest: readonly Token[]): Part<Pick<Rule, "rung" | "hold">> {
  const rung = rest[0]?.text === "at" ? rungOf(parts.metric, rest) : none(rest);
  if (rung.kind === "bad") return rung;
  const hold = rung.rest[0]?.text === "for" ? holdOf(parts, rung.rest) : none(rung.rest);
  if (hold.kind === "bad") return hold;
  const wanted = [
    "the end of the rule",
    ...(rung.value || hold.value ? [] : ["at RUNG", "for DURATION"]),
  ].join(", or ");
  if (hold.rest[0]?.text !== "") return mistake(hold.rest, wanted, "remove what follows");
  return {
    kind: "ok",
    value: {
      ...(rung.value !== undefined && { rung: rung.value }),
      ...(hold.value !== undefined && { hold: hold.value }),
    },
    rest: [],
  };
}

const none = (rest: readonly Token[]): Part<undefined> => ({ kind: "ok", value: undefined, rest });

function laneOf(metric: Metric, rest: readonly Token[]): Part<LoadLane> {
  if (isPerRung(metric)) return oneOfWords(rest.slice(1), LOAD_LANES, "a lane of the workload");
  return mistake(rest, `a comparison: ${metric} is measured for all lanes together`, "remove of LANE");
}

function rungOf(metric: Metric, rest: readonly Token[]): Part<number> {
  if (!isPerRung(metric)) {
    return mistake(rest, `the end of the rule: ${metric} is measured over the whole climb`, "remove at RUNG");
  }
  const rung = Number(rest[1]?.text || Number.NaN);
  if (!Number.isInteger(rung) || rung < 1)
    return mistake(rest.slice(1), "a rung", "write at and a rung, such as at 4");
  return { kind: "ok", value: rung, rest: rest.slice(2) };
}

function holdOf({ metric, comparison }: Parts, rest: readonly Token[]): Part<number> {
  if (!isHeld(metric) || !comparison.startsWith("<"))
    return mistake(
      rest,
      "the end of the rule: only a percentile with an upper limit is held for a time",
      "remove for DURATION",
    );
  const [, number, unit] = rest;
  const hold = isNumber(number) ? parseDuration(number.text + (unit?.text ?? "")) : undefined;
  if (hold === undefined || hold === 0)
    return mistake(rest.slice(1), "a duration", "write for and a duration, such as for 10m");
  return { kind: "ok", value: hold, rest: rest.slice(3) };
}

/** The rule in its plainest spelling: base units, single spaces. `parseRule` of it gives the same rule. */
export function printRule(rule: Omit<Rule, "text">): string {
  return [
    ...(rule.watched ? ["watch"] : []),
    rule.metric,
    ...(rule.lane === undefined ? [] : ["of", rule.lane]),
    rule.comparison,
    limitText(rule.metric, rule.limit),
    ...(rule.rung === undefined ? [] : ["at", String(rule.rung)]),
    ...(rule.hold === undefined ? [] : ["for", `${rule.hold} ms`]),
  ].join(" ");
}
