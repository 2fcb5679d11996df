import type { Objection, Path } from "../objection.ts";
import type { PoolText } from "../pool-text.ts";
import { artifactLinks } from "./artifacts.ts";
import type { Link, Linked } from "./check.ts";
import { embedModelLinks } from "./embed-model.ts";
import { engineLinks } from "./engines.ts";
import { gatewayLinks } from "./gateways.ts";
import { hostLinks } from "./hosts.ts";
import { keyLinks } from "./keys.ts";
import { kindLinks } from "./kinds.ts";
import { ladderLinks } from "./ladder.ts";
import { laneLinks } from "./lanes.ts";
import { memoryLinks } from "./memory.ts";
import { nameLinks } from "./names.ts";
import { osLinks } from "./os.ts";
import { overflowLinks } from "./overflow.ts";
import { portLinks } from "./ports.ts";
import { probeLinks } from "./probe.ts";
import { ruleLinks } from "./rules.ts";
import { servingLinks } from "./serving.ts";
import { vectorLinks } from "./vectors.ts";
import { waveLinks } from "./waves.ts";
import { workloadLinks } from "./workload.ts";
import { workloadLaneLinks } from "./workload-lanes.ts";

const LINKS: readonly Link[] = [
  ...engineLinks,
  ...kindLinks,
  ...nameLinks,
  ...servingLinks,
  ...artifactLinks,
  ...keyLinks,
  ...laneLinks,
  ...hostLinks,
  ...portLinks,
  ...memoryLinks,
  ...osLinks,
  ...waveLinks,
  ...ladderLinks,
  ...vectorLinks,
  ...embedModelLinks,
  ...workloadLinks,
  ...workloadLaneLinks,
  ...ruleLinks,
  ...gatewayLinks,
  ...probeLinks,
  ...overflowLinks,
];

/** Follows every reference between the sections that fit their schema. A place that was objected to is not told again. */
export function link({
  objections,
  ...linked
}: Linked & { readonly objections: readonly Objection[] }): readonly Objection[] {
  const text = withRules(linked.text);
  const isSound = soundness(
    text,
    objections.filter(({ at }) => !isOfRules(at)),
  );
  const told = new Set(objections.map(({ at }) => at.join("\n")));
  return LINKS.filter(({ reads }) => reads.every(isSound))
    .flatMap(({ check }) => check({ ...linked, text }))
    .filter(({ at }) => !told.has(at.join("\n")));
}

/** Rules stand for themselves: one that does not fit, or stands there twice, does not hide what is wrong with the others. */
const isOfRules = ([section, key]: Path): boolean => section === "gates" && key === "rules";

/** The text with a list of rules, whatever stands there; what is no text was objected to. */
function withRules(text: PoolText): PoolText {
  const rules: unknown = text?.gates?.rules;
  if (rules === undefined) return text;
  const all: readonly unknown[] = Array.isArray(rules) ? rules : [];
  const readable = all.map((rule) => (typeof rule === "string" ? rule : ""));
  return { ...text, gates: { ...text.gates, rules: readable } };
}

/** A section is sound when it is there and nothing below it was objected to. */
function soundness(text: PoolText, objections: readonly Objection[]): (section: keyof PoolText) => boolean {
  const isWhole = typeof text === "object" && text !== null && !Array.isArray(text);
  const torn = new Set(objections.map(({ at }) => at[0]));
  return (section) => isWhole && section in text && !torn.has(section);
}
