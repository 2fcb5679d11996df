import type { Measurement } from "../model/measurement.ts";
import { rate, sentence } from "./format.ts";
import { counted } from "./words.ts";

/**
 * The knee that is recommended, and the three bends it was chosen from: one sentence each. Of a host that drifted no bend is told: what came
 * with time cannot be told from what came with more streams.
 */
export function kneesTold(
  { knee, knees }: Pick<Measurement, "knee" | "knees">,
  drifted: readonly string[],
): string {
  if (drifted.length > 0)
    return ["No knee is told.", ...drifted.map(sentence), ceiling(knees?.ceiling)]
      .filter((part) => part !== "")
      .join(" ");
  const advised = knee === undefined ? noKnee(knees) : `Knee: ${counted(knee, "stream")}.`;
  if (knees === undefined) return advised;
  const all = [advised, onset(knees), efficiency(knees), ceiling(knees.ceiling)];
  return all.filter((part) => part !== "").join(" ");
}

type Knees = NonNullable<Measurement["knees"]>;

const noKnee = (knees: Knees | undefined): string =>
  knees?.unknown?.onset === undefined ? "No knee up to the highest rung." : "No knee is known.";

const NO_ONSET = {
  "one-rung": "Whether requests queue is not known: only one rung was climbed.",
  "no-scale": "Whether requests queue is not known: rung 1 gives no scale.",
  void: "Whether requests queue is not known: a rung that it rests on is void.",
} as const;

function onset({ onset: rung, unknown }: Knees): string {
  if (rung !== undefined) return `Requests queue above ${rung}.`;
  return unknown?.onset === undefined ? "Requests never queued." : NO_ONSET[unknown.onset];
}

const NO_EFFICIENCY = {
  "few-rungs": "How far output can grow is not known: that takes three rungs with answers.",
  void: "How far output can grow is not known: a rung that it rests on is void.",
  uneven: "How far output can grow was not asked: streams are not alike.",
} as const;

function efficiency({ efficiency: bend, unknown }: Knees): string {
  if (bend === undefined)
    return unknown?.efficiency === undefined
      ? "How far output can grow lies beyond the highest rung."
      : NO_EFFICIENCY[unknown.efficiency];
  const sure = bend.agreed ? "" : ", though the operational law puts it elsewhere";
  return `Output can grow to at most about ${bend.streams.toFixed(1)} times that of one stream${sure}.`;
}

const ceiling = (top: Knees["ceiling"]): string =>
  top === undefined ? "" : `Most was served at ${top.rung}: ${rate(top.throughput)}.`;
