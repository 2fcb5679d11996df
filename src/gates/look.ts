import type { Finding, Rule, Verdict } from "../model/gate.ts";
import { doubtsAt } from "./doubts.ts";
import { endless, isBeyondAny, type Seen } from "./endless.ts";
import { counted, estimated } from "./facing.ts";
import { figure } from "./figure.ts";
import type { Held, Place } from "./held.ts";
import { laneView } from "./lane-view.ts";
import { bound } from "./limit.ts";
import { reading } from "./reading.ts";

/** A rule with all it is held against. */
export interface Question {
  readonly held: Held;
  readonly rule: Rule;
  /** Why nothing about this climb can be proven; empty when it is complete. */
  readonly general: readonly string[];
}

/** What a rule found at one place. */
export interface Look extends Pick<Finding, "wanted" | "saw" | "evidence" | "interval" | "sees"> {
  readonly place: Place;
  /** What it was held against, where that is known. */
  readonly limit?: number;
  readonly verdict: Verdict;
  readonly reason: string;
  /** Orders looks of one verdict; `Infinity` for failed requests. */
  readonly value?: number;
  /** Set where the verdict rests on an estimate and is not beyond doubt yet. */
  readonly open?: Open;
}

/** What is not decided, or may fail. */
interface Open {
  /** True when it fails with this share of the level that the look may spend. */
  readonly fails: (share: number) => boolean;
  readonly breach: string;
  /** True when a baseline known exactly would decide, with this share of the level: more requests are wanted there, not here. */
  readonly wantsBaseline: (share: number) => boolean;
}

/** Holds a rule against one place: what is not there proves nothing, then come doubts, then the comparison. */
export function look(question: Question, place: Place): Look {
  const { held, rule } = question;
  const own = laneView(held, rule.lane);
  const limit = bound(own, rule, place);
  const seen = reading(own, rule.metric, place);
  const about = {
    ...{ place, wanted: limit.wanted, evidence: seen.behind },
    ...(limit.kind === "bound" && { limit: limit.value }),
  };
  const doubts = [...question.general, ...doubtsAt(held, rule, place)];
  if (seen.kind === "unknown") return { ...about, ...unproven("nothing", seen.why) };
  const { value, saw } = shown(rule, seen);
  const told = { ...about, saw, value };
  if (isBeyondAny(rule, seen, limit)) return { ...told, ...endless(rule, place, doubts) };
  if (limit.kind === "unknown") return { ...told, verdict: "unproven", reason: limit.why };
  const facing = { question, place, bound: limit, doubts };
  const { estimate } = seen;
  return { ...told, ...(estimate === undefined ? counted(facing, value) : estimated(facing, estimate)) };
}

const shown = ({ metric }: Rule, seen: Seen): { readonly value: number; readonly saw: string } =>
  seen.kind === "infinite"
    ? { value: Infinity, saw: "no end" }
    : { value: seen.value, saw: figure(metric, seen.value) };

const unproven = (saw: string, reason: string): Pick<Look, "verdict" | "saw" | "reason"> => ({
  verdict: "unproven",
  saw,
  reason,
});
