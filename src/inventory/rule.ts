import { COMPARISONS, type Limit, METRICS, type Metric, type Rule } from "../model/gate.ts";
import { hasBaseline, isPerRung, quantityOf } from "./rule-units.ts";
import { type Token, tokens } from "./tokens.ts";
import { oneOf, renaming } from "./words.ts";

/** Where a rule stops making sense. `column` is 1-based within the rule. */
export interface RuleMistake {
  readonly kind: "bad";
  readonly column: number;
  readonly found: string;
  readonly wanted: string;
  readonly todo: string;
}

export type RuleReading = { readonly kind: "ok"; readonly rule: Rule } | RuleMistake;

type Part<T> = { readonly kind: "ok"; readonly value: T; readonly rest: readonly Token[] } | RuleMistake;

/**
 * Reads one gate rule: `METRIC OP VALUE [at RUNG]`.
 * VALUE is a number with the unit of the metric, a level (`pressure`, `thermal`), or `N x baseline`.
 */
export function parseRule(text: string): RuleReading {
  const end = { text: "", column: text.trimEnd().length + 1 };
  const subject = oneOfWords([...tokens(text), end], METRICS, "a metric");
  if (subject.kind === "bad") return subject;
  const operator = oneOfWords(subject.rest, COMPARISONS, "a comparison");
  if (operator.kind === "bad") return operator;
  const limit = limitOf(subject.value, operator.rest);
  if (limit.kind === "bad") return limit;
  const rung = rungOf(subject.value, limit.rest);
  if (rung.kind === "bad") return rung;
  const parts = { metric: subject.value, comparison: operator.value, limit: limit.value };
  return { kind: "ok", rule: { text, ...parts, ...(rung.value === undefined ? {} : { rung: rung.value }) } };
}

/** A rule that was read before. Throws `TypeError` when it is none. */
export function parsedRule(text: string): Rule {
  const reading = parseRule(text);
  if (reading.kind === "bad") throw new TypeError(`not a rule: ${JSON.stringify(text)}`);
  return reading.rule;
}

/** A mistake at the first token; the end of the rule is found as such. */
function mistake(rest: readonly Token[], wanted: string, todo: string): RuleMistake {
  const { text, column } = rest[0] ?? { text: "", column: 1 };
  return {
    kind: "bad",
    column,
    found: text === "" ? "the end of the rule" : JSON.stringify(text),
    wanted,
    todo,
  };
}

function oneOfWords<T extends string>(rest: readonly Token[], known: readonly T[], noun: string): Part<T> {
  const text = rest[0]?.text ?? "";
  const value = known.find((word) => word === text);
  if (value !== undefined) return { kind: "ok", value, rest: rest.slice(1) };
  return mistake(rest, `${noun}: ${oneOf(known)}`, renaming(text, known, `put ${noun} here`));
}

const isNumber = (token: Token | undefined): token is Token => /^\d/.test(token?.text ?? "");

function limitOf(metric: Metric, rest: readonly Token[]): Part<Limit> {
  const [number, unit] = rest;
  return isNumber(number) && unit?.text === "x" ? baseline(metric, rest) : absolute(metric, rest);
}

function baseline(metric: Metric, rest: readonly Token[]): Part<Limit> {
  if (!hasBaseline(metric)) {
    return mistake(
      rest.slice(1),
      `a fixed value: ${metric} has no baseline`,
      `write a value such as ${sampleOf(metric)}`,
    );
  }
  if (rest[2]?.text !== "baseline") return mistake(rest.slice(2), "the word baseline", "write N x baseline");
  const factor = Number(rest[0]?.text);
  if (factor === 0) return mistake(rest, "a factor above zero", "write a factor such as 3 x baseline");
  return { kind: "ok", value: { kind: "baseline", factor }, rest: rest.slice(3) };
}

function absolute(metric: Metric, rest: readonly Token[]): Part<Limit> {
  const quantity = quantityOf(metric);
  const todo = `write a value such as ${sampleOf(metric)}`;
  const ok = (value: number, used: number): Part<Limit> => ({
    kind: "ok",
    value: { kind: "absolute", value },
    rest: rest.slice(used),
  });
  if (quantity.kind === "level") {
    const level = oneOfWords(rest, Object.keys(quantity.levels), "a level");
    return level.kind === "bad" ? level : ok(quantity.levels[level.value] ?? Number.NaN, 1);
  }
  const [number, unit] = rest;
  if (!isNumber(number)) return mistake(rest, "a number", todo);
  if (quantity.kind === "count") return ok(Number(number.text), 1);
  if (!quantity.units.includes(unit?.text ?? "")) {
    return mistake(
      rest.slice(1),
      `a unit: ${oneOf(quantity.units)}${hasBaseline(metric) ? ", or x baseline" : ""}`,
      todo,
    );
  }
  return ok(quantity.read(number.text, unit?.text ?? ""), 2);
}

function sampleOf(metric: Metric): string {
  const quantity = quantityOf(metric);
  if (quantity.kind === "level") return Object.keys(quantity.levels)[0] ?? "";
  return quantity.kind === "count" ? "0" : quantity.sample;
}

function rungOf(metric: Metric, rest: readonly Token[]): Part<number | undefined> {
  if (rest[0]?.text === "") return { kind: "ok", value: undefined, rest: [] };
  if (rest[0]?.text !== "at")
    return mistake(rest, "the end of the rule, or at RUNG", "remove what follows the value");
  if (!isPerRung(metric)) {
    return mistake(rest, `the end of the rule: ${metric} is measured over the whole climb`, "remove at RUNG");
  }
  const rung = Number(rest[1]?.text || Number.NaN);
  if (!Number.isInteger(rung) || rung < 1)
    return mistake(rest.slice(1), "a rung", "write at and a rung, such as at 4");
  if (rest[2]?.text !== "")
    return mistake(rest.slice(2), "the end of the rule", "remove what follows the rung");
  return { kind: "ok", value: rung, rest: [] };
}

const LONE: Readonly<Record<string, string>> = { ms: "ms", B: "B", "tok/s": "tok/s" };

/** The rule in its plainest spelling: base units, single spaces. `parseRule` of it gives the same rule. */
export function printRule(rule: Omit<Rule, "text">): string {
  const rung = rule.rung === undefined ? [] : ["at", String(rule.rung)];
  return [rule.metric, rule.comparison, limitText(rule.metric, rule.limit), ...rung].join(" ");
}

function limitText(metric: Metric, limit: Limit): string {
  if (limit.kind === "baseline") return `${limit.factor} x baseline`;
  const quantity = quantityOf(metric);
  if (quantity.kind === "count") return String(limit.value);
  if (quantity.kind === "scale") return `${limit.value} ${quantity.units.find((unit) => unit in LONE) ?? ""}`;
  return Object.entries(quantity.levels).find(([, rank]) => rank === limit.value)?.[0] ?? "";
}
