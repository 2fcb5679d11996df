import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AskedAssumption } from "../../src/facts/conformance/assumption.ts";
import { ASSUMPTIONS } from "../../src/facts/conformance/assumptions.ts";
import { liveParsers } from "../../src/facts/conformance/parsers.ts";
import type { Answer } from "../../src/facts/fact.ts";
import type { Outcome } from "../../src/model/conformance.ts";
import { layout } from "../../src/model/layout.ts";

interface Case {
  readonly sentence: string;
  readonly answer: Answer;
  readonly outcome: Outcome;
  readonly saw?: string;
}

const CASES = join(import.meta.dirname, "../cases");
const asked = ASSUMPTIONS.filter((one): one is AskedAssumption => one.kind === "asked");
const casesOf = ({ id }: AskedAssumption): readonly Case[] =>
  JSON.parse(readFileSync(join(CASES, "conformance", `${id}.json`), "utf8")) as readonly Case[];

it("has cases for every assumption that is asked, and no two of one name", () => {
  expect(readdirSync(join(CASES, "conformance")).sort()).toEqual(asked.map(({ id }) => `${id}.json`).sort());
  expect(new Set(ASSUMPTIONS.map(({ id }) => id)).size).toBe(ASSUMPTIONS.length);
});

describe.each(asked)("assumption $id", (assumption) => {
  it.each(casesOf(assumption))("$sentence", ({ answer, outcome, saw }) => {
    const judged = assumption.judge(answer);
    expect(judged.outcome, judged.saw).toBe(outcome);
    if (saw !== undefined) expect(judged.saw).toBe(saw);
  });

  it("can be confirmed, and can turn out otherwise", () => {
    const outcomes = casesOf(assumption).map(({ outcome }) => outcome);
    expect(outcomes).toContain("confirmed");
    expect(outcomes.some((outcome) => outcome !== "confirmed")).toBe(true);
  });
});

it("tries every parser of facts that macOS itself answers", () => {
  const known = readdirSync(join(CASES, "facts"));
  /** What these read is Espalier's own, an engine's or a person's, and not on every Mac. */
  const elsewhere = [
    "account",
    "admitted",
    "certificate",
    "drained",
    "holdings",
    "key-uses",
    "lanes",
    "jobs",
    "links",
    "loose",
    "marks",
    "programs",
    "strangers",
    "unpacked",
  ];
  /** These are tried by an assumption of their own. */
  const assumed = ["disabled", "launchd", "offers"];
  /** Engines answer these, and the ladder looks at them. */
  const loaded = ["loaded-llama-server", "loaded-lm-studio", "loaded-ollama"];
  const engines = [
    "build",
    "on-gpu",
    "resident",
    "slots-instances",
    "slots-ollama",
    "slots-props",
    "slots-serial",
    "version",
    ...loaded,
  ];
  /** Minutes of reading, and shasum is timed by an assumption of its own. */
  const long = ["rot"];
  const tried = liveParsers(layout("/")).map(({ fact }) => fact);
  expect([...tried, ...elsewhere, ...assumed, ...engines, ...long].sort()).toEqual(known.sort());
});
