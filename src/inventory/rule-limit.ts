import type { Base, Limit, Metric } from "../model/rule.ts";
import { isNumber, mistake, oneOfWords, type Part } from "./rule-part.ts";
import { hasBaseline, hasPlan, quantityOf } from "./rule-units.ts";
import type { Token } from "./tokens.ts";
import { oneOf } from "./words.ts";

const BASES: readonly Base[] = ["baseline", "enrolled", "rung1"];

/** The right-hand side of a rule: a value in the unit of the metric, `N x BASE`, or `plan + N %`. */
export function limitOf(metric: Metric, rest: readonly Token[]): Part<Limit> {
  const [number, unit] = rest;
  if (number?.text === "plan") return plan(metric, rest);
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
  const base = BASES.find((word) => word === rest[2]?.text);
  if (base === undefined) return mistake(rest.slice(2), `the word ${oneOf(BASES)}`, "write N x baseline");
  const factor = Number(rest[0]?.text);
  if (factor === 0) return mistake(rest, "a factor above zero", "write a factor such as 3 x baseline");
  const of = base === "baseline" ? {} : { of: base };
  return { kind: "ok", value: { kind: "baseline", factor, ...of }, rest: rest.slice(3) };
}

function plan(metric: Metric, rest: readonly Token[]): Part<Limit> {
  if (!hasPlan(metric))
    return mistake(
      rest,
      `a value: ${metric} is not planned`,
      `write a value such as ${sampleOf(metric)}, or ask of footprint.peak`,
    );
  const [, plus, number, percent] = rest;
  if (plus?.text !== "+") return { kind: "ok", value: { kind: "plan", factor: 1 }, rest: rest.slice(1) };
  if (!isNumber(number)) return mistake(rest.slice(2), "a number", "write plan + 5 %");
  if (percent?.text !== "%") return mistake(rest.slice(3), "the sign %", "write plan + 5 %");
  const factor = (100 + Number(number.text)) / 100;
  return { kind: "ok", value: { kind: "plan", factor }, rest: rest.slice(4) };
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

const LONE: Readonly<Record<string, string>> = { ms: "ms", B: "B", "tok/s": "tok/s", "jobs/h": "jobs/h" };

/** A limit in its plainest spelling: base units, single spaces. */
export function limitText(metric: Metric, limit: Limit): string {
  if (limit.kind === "baseline") return `${limit.factor} x ${limit.of ?? "baseline"}`;
  if (limit.kind === "plan") return `plan + ${Number((limit.factor * 100 - 100).toFixed(9))} %`;
  const quantity = quantityOf(metric);
  if (quantity.kind === "count") return String(limit.value);
  if (quantity.kind === "scale") return `${limit.value} ${quantity.units.find((unit) => unit in LONE) ?? ""}`;
  return Object.entries(quantity.levels).find(([, rank]) => rank === limit.value)?.[0] ?? "";
}
