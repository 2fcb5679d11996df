import { instrumentDoubts } from "../gates/doubt/instrument.ts";
import { drift } from "../gates/drift.ts";
import { counted } from "../gates/held.ts";
import { diagnosis } from "../load/diagnosis.ts";
import { type RungTroubles, returnTroubles, rungTroubles, times } from "../load/rung-troubles.ts";
import type { Climb } from "../model/climb.ts";
import { LEAST_SAMPLES } from "../model/least-samples.ts";
import type { Measurement } from "../model/measurement.ts";
import { leading } from "../model/queueing.ts";
import type { Signal } from "../model/signal.ts";
import { joined } from "../model/words.ts";

/** A climb, its summary, and what could not be asked of it. */
export interface Climbed {
  readonly climb: Climb;
  readonly measurement: Measurement;
  /** Rules about signals that could not be read. */
  readonly unasked: readonly string[];
  /** The program that holds the server's port, when it only passes on to an engine that may be anywhere. */
  readonly forwarder?: string | undefined;
}

/** What to do with one machine, in plain words: how many streams it carries, why not more, and what is not known. */
export function advice(climbed: Climbed): readonly string[] {
  const { climb, measurement } = climbed;
  const troubles = rungTroubles(climb, measurement);
  const all = [...troubles, returnTroubles(climb)];
  return [
    ...(drift(climb).length > 0 ? [ADRIFT] : capped(climbed, troubles)),
    ...failures(climb),
    ...memory(all),
    ...heat(all),
    ...doubts(climb, measurement),
    ...unread(climbed),
  ];
}

const ADRIFT =
  "No cap is recommended: the host did not stay what it was, and what came with time cannot be told from what came with more streams.";

const VOID =
  "No cap is recommended: a rung that tells nothing lies where the knee may be, so that it is not known how many streams this host carries.";

const capped = ({ climb, measurement }: Climbed, troubles: readonly RungTroubles[]): readonly string[] => [
  cap(measurement, troubles),
  ...diagnosis(climb, measurement).map(({ text }) => `Why there: ${text}.`),
];

const streams = (rung: number): string => counted(rung, "stream");

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function cap(measurement: Measurement, troubles: readonly RungTroubles[]): string {
  const at = troubles.findIndex(({ service, memory: short }) => service.length + short.length > 0);
  const [bad, last] = [troubles[at], troubles[at - 1]];
  if (at !== 0 && measurement.knees?.unknown?.onset === "void") return VOID;
  if (bad === undefined) return noKnee(measurement);
  const why = joined(bad.service.length > 0 ? bad.service : ["memory runs short"]);
  return last === undefined
    ? sentence(`even at ${streams(bad.rung)}, ${why}: nothing can be recommended before that is mended`)
    : sentence(
        `cap at ${streams(Math.min(last.rung, measurement.knee ?? last.rung))}: at ${bad.rung}, ${why}`,
      );
}

function noKnee({ rungs }: Measurement): string {
  const [first, top] = [rungs[0], rungs.at(-1)];
  if (first === undefined || top === undefined) return "Nothing was measured.";
  if (top === first)
    return `Only ${streams(first.rung)} was tried, so nothing is known of several: climb with --rungs 1,2,4,8.`;
  const [low, high] = [leading(first).p95, leading(top).p95];
  const factor =
    low === undefined || high === undefined || low === 0
      ? ""
      : `: TTFT p95 there is ${times(high / low)} that of one stream`;
  const further = [...rungs.map(({ rung }) => rung), 2 * top.rung].join(",");
  return `No knee up to ${streams(top.rung)}${factor}. To find it, climb on: --rungs ${further}.`;
}

function failures({ samples }: Climb): readonly string[] {
  const failed = samples.filter(({ outcome }) => outcome !== "ok");
  const [first] = failed;
  if (first === undefined) return [];
  const said = first.error === "" ? first.outcome : `${first.outcome}, ${first.error}`;
  return [
    `${failed.length} of ${samples.length} requests failed; the first at ${streams(first.rung)} (${said}): see the engine's log.`,
  ];
}

/** `swap grew 2.3 GiB and memory pressure rose to warning at 8 streams`. */
const told = (troubles: readonly RungTroubles[], kind: "memory" | "heat"): readonly string[] =>
  troubles.flatMap((one) => (one[kind].length === 0 ? [] : [`${joined(one[kind])} at ${visit(one)}`]));

const visit = ({ rung, lap }: RungTroubles): string =>
  `${streams(rung)}${lap === undefined ? "" : " after the return"}`;

function memory(troubles: readonly RungTroubles[]): readonly string[] {
  const parts = told(troubles, "memory");
  return parts.length === 0 ? [] : [sentence(`move batch work to a remote Mac: ${parts.join(", then ")}`)];
}

function heat(troubles: readonly RungTroubles[]): readonly string[] {
  const parts = told(troubles, "heat");
  const advised = "heat may have slowed what came after, so let it cool and climb again";
  return parts.length === 0 ? [] : [sentence(`${parts.join(", then ")}: ${advised}`)];
}

/** Why the numbers are a hint only. */
function doubts(climb: Climb, { rungs }: Measurement): readonly string[] {
  const least = LEAST_SAMPLES.p95;
  const few = rungs.find(({ requests }) => requests < least);
  const busy = [...rungs.flatMap(({ rung }) => instrumentDoubts(climb, rung)), ...drift(climb)];
  return [
    ...(few === undefined
      ? []
      : [`This is a hint only: a p95 needs ${least} requests, ${streams(few.rung)} had ${few.requests}.`]),
    ...busy.map((doubt) => `Doubt it: ${doubt}. Mend that, and climb again.`),
  ];
}

const NAMES: readonly (readonly [keyof Signal, string])[] = [
  ["rss", "the engine's resident memory"],
  ["footprint", "the engine's footprint"],
  ["swapUsed", "swap"],
  ["pressure", "memory pressure"],
  ["thermal", "the thermal state"],
];

/** What nothing is claimed about. */
function unread({ climb, unasked, forwarder }: Climbed): readonly string[] {
  const missing = NAMES.filter(([name]) => climb.signals.every((signal) => signal[name] === undefined));
  if (missing.length === 0) return [];
  const names = joined(missing.map(([, noun]) => noun));
  const why =
    forwarder === undefined
      ? `Not read on this machine: ${names}.`
      : `${sentence(`the port is held by ${forwarder}, so the engine may run elsewhere`)} Not read: ${names}.`;
  const rules = unasked.length === 0 ? "" : `; not asked: ${unasked.join(", ")}`;
  return [`${why} Nothing is claimed about them${rules}.`];
}
