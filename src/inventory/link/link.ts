import type { Objection } from "../objection.ts";
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

/** Follows every reference between the sections that fit their schema. */
export function link(linked: Linked & { readonly objections: readonly Objection[] }): readonly Objection[] {
  const isSound = soundness(linked.text, linked.objections);
  return LINKS.filter(({ reads }) => reads.every(isSound)).flatMap(({ check }) => check(linked));
}

/** A section is sound when it is there and nothing below it was objected to. */
function soundness(text: PoolText, objections: readonly Objection[]): (section: keyof PoolText) => boolean {
  const isWhole = typeof text === "object" && text !== null && !Array.isArray(text);
  const torn = new Set(objections.map(({ at }) => at[0]));
  return (section) => isWhole && section in text && !torn.has(section);
}
