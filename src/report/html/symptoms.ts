import { drifts } from "../../gates/drift.ts";
import { type RungTroubles, returnTroubles, rungTroubles } from "../../load/rung-troubles.ts";
import type { Climb } from "../../model/climb.ts";
import type { RungMeasurement } from "../../model/measurement.ts";
import type { HostResult } from "../../model/run-result.ts";
import type { Sample } from "../../model/sample.ts";
import { listed } from "../../model/words.ts";
import { percentileOf } from "../format.ts";
import { counted } from "../words.ts";
import { bend } from "./bend.ts";
import { type Table, table } from "./bits.ts";
import { html, type Markup, type Part } from "./markup.ts";

/** What this run says about one complaint; `undefined` when the run could not see it. */
type Sight = { readonly isSeen: boolean; readonly text: string } | undefined;

interface Symptom {
  /** In the words of the person who calls. */
  readonly said: string;
  readonly cause: string;
  readonly remedy: string;
  readonly look: (scene: Scene) => Sight;
}

interface Scene {
  readonly host: HostResult;
  readonly climb: Climb;
  readonly troubles: readonly RungTroubles[];
}

const at = (rung: number): string => `at ${counted(rung, "stream")}`;
const late = ({ lap }: Pick<Sample, "lap">): string => (lap === undefined ? "" : " after the return");

/** The first rung with such a trouble, in words. */
function first(troubles: readonly RungTroubles[], kind: "memory" | "heat"): Sight {
  const found = troubles.find((one) => one[kind].length > 0);
  return found === undefined
    ? { isSeen: false, text: "no" }
    : { isSeen: true, text: `yes: ${listed(found[kind])} ${at(found.rung)}${late(found)}` };
}

const isRead = ({ signals }: Climb, names: readonly ("swapUsed" | "pressure" | "thermal")[]): boolean =>
  signals.some((signal) => names.some((name) => signal[name] !== undefined));

/** Heat that was read, and one stream that was slower at the end than at the start, whatever the reason. */
function slowing({ climb, troubles }: Scene): Sight {
  const heat = isRead(climb, ["thermal"]) ? first(troubles, "heat") : undefined;
  const slower = drifts(climb).filter(({ factor }) => factor > 1);
  if (slower.length === 0) return heat;
  const seen = slower.map(({ text }) => text).join("; ");
  const why = heat === undefined ? "the thermal state was not read" : "the thermal state did not rise";
  return { isSeen: true, text: heat?.isSeen ? `${heat.text}; ${seen}` : `yes: ${seen}; ${why}` };
}

function queueing({ host, climb }: Scene): Sight {
  const { knee, knees, rungs } = host.gate.measurement;
  const onset = knees === undefined ? knee : knees.onset;
  const [low, top] = [rungs[0], rungs.at(-1)];
  if (low === undefined || top === undefined || knees?.unknown?.onset !== undefined) return undefined;
  const drifted = drifts(climb).map(({ text }) => text);
  if (drifted.length > 0) return { isSeen: false, text: `not known: ${drifted.join("; ")}` };
  if (onset === undefined)
    return { isSeen: false, text: `no: no queue up to ${counted(top.rung, "stream")}` };
  const above = rungs.find(({ rung }) => rung > onset) ?? top;
  const waits = [low, above]
    .map((one) => `${percentileOf(one.lanes?.[0] ?? one, "ttft", "p95")} ${at(one.rung)}`)
    .join(", ");
  return { isSeen: true, text: `yes: more than ${counted(onset, "stream")} queue (TTFT p95 ${waits})` };
}

function alone({ host }: Scene): Sight {
  const low = host.gate.measurement.rungs.find(({ rung }) => rung === 1);
  if (low === undefined) return undefined;
  return {
    isSeen: false,
    text: `alone: TTFT p95 ${percentileOf(low, "ttft", "p95")}, whole answer p95 ${percentileOf(low, "completion", "p95")}`,
  };
}

function broken({ climb }: Scene): Sight {
  const sent = [...climb.samples, ...(climb.returned ?? [])];
  const failed = sent.filter(({ outcome }) => outcome !== "ok");
  const [one] = failed;
  if (one === undefined) return { isSeen: false, text: `no: all ${sent.length} requests ended well` };
  const why = one.error === "" ? one.outcome : one.error;
  return {
    isSeen: true,
    text: `yes: ${failed.length} of ${sent.length}, first ${at(one.rung)}${late(one)} (${why})`,
  };
}

/** A stream stutters when one gap in twenty is longer than this, ms: a reader notices a pause of half a second. */
const STUTTER_MS = 500;

function stutter({ host }: Scene): Sight {
  const gaps = host.gate.measurement.rungs.filter(({ gap }) => gap.p95 !== undefined);
  const worst = gaps.reduce<RungMeasurement | undefined>(
    (most, one) => ((one.gap.p95 ?? 0) > (most?.gap.p95 ?? -1) ? one : most),
    undefined,
  );
  if (worst === undefined) return undefined;
  const isSeen = (worst.gap.p95 ?? 0) > STUTTER_MS;
  return {
    isSeen,
    text: `${isSeen ? "yes" : "no"}: longest pause p95 ${percentileOf(worst, "gap", "p95")} ${at(worst.rung)}`,
  };
}

const SYMPTOMS: readonly Symptom[] = [
  {
    said: "The first word takes ages when others are busy.",
    cause: "more streams than the engine has slots: requests queue",
    remedy: "cap streams at the knee; give batch work its own lane",
    look: queueing,
  },
  {
    said: "It was quick, and then everything crawled.",
    cause: "memory ran short and went to swap",
    remedy: "fewer slots, less context or a smaller model; move batch work to another host",
    look: ({ climb, troubles }) =>
      isRead(climb, ["swapUsed", "pressure"]) ? first(troubles, "memory") : undefined,
  },
  {
    said: "It slows down after some minutes of work.",
    cause: "heat: the machine clocks down",
    remedy:
      "look at fan, lid and surface, and at what else changed meanwhile; leave the load below a rung that is named",
    look: slowing,
  },
  {
    said: "Answers stop in the middle, or end in an error.",
    cause: "the engine failed, or a stream was cut",
    remedy: "read the engine's log at that time; do not raise the load",
    look: broken,
  },
  {
    said: "The text comes in jerks.",
    cause: "tokens wait for other streams' prompts to be read",
    remedy: "fewer streams, or shorter prompts in the other lane",
    look: stutter,
  },
  {
    said: "It is slow even when I am alone.",
    cause: "model, engine or machine, not load",
    remedy: "compare these numbers and the pins with the last report that was good",
    look: alone,
  },
];

const TABLE: Table = {
  caption: "What people say, what it usually is, whether this run saw it on this host, and what to do.",
  columns: [
    { title: "What people say" },
    { title: "Usually" },
    { title: "Seen here" },
    { title: "What to do" },
  ],
};

function row({ said, cause, remedy, look }: Symptom, scene: Scene): readonly Part[] {
  const sight = look(scene);
  const text = sight?.text ?? "not read on this host, so nothing is claimed";
  return [`“${said}”`, cause, sight?.isSeen === true ? html`<b>${text}</b>` : text, remedy];
}

/** The table that first-line support reads, filled in with what this climb saw. */
export const symptoms = (host: HostResult, climb: Climb): Markup => {
  const troubles = [...rungTroubles(climb, host.gate.measurement), returnTroubles(climb)];
  const scene = { host, climb, troubles };
  return html`<h3>When somebody complains</h3>
${table(
  TABLE,
  SYMPTOMS.map((symptom) => row(symptom, scene)),
)}${bend(host, climb)}`;
};
