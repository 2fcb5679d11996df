import type { Measurement } from "../model/gate.ts";
import { rate } from "./format.ts";
import { counted } from "./words.ts";

/** The knee that is recommended, and the three bends it was chosen from: one sentence each. */
export function kneesTold({ knee, knees }: Pick<Measurement, "knee" | "knees">): string {
  const advised =
    knee === undefined ? "No knee up to the highest rung." : `Knee: ${counted(knee, "stream")}.`;
  if (knees === undefined) return advised;
  const all = [advised, onset(knees.onset), efficiency(knees.efficiency), ceiling(knees.ceiling)];
  return all.filter((part) => part !== "").join(" ");
}

type Knees = NonNullable<Measurement["knees"]>;

const onset = (rung: Knees["onset"]): string =>
  rung === undefined ? "Requests never queued." : `Requests queue above ${rung}.`;

function efficiency(bend: Knees["efficiency"]): string {
  if (bend === undefined) return "Streams never made each other twice as slow.";
  const sure = bend.agreed ? "" : ", though the operational law puts it elsewhere";
  return `About ${bend.streams.toFixed(1)} streams make each other twice as slow${sure}.`;
}

const ceiling = (top: Knees["ceiling"]): string =>
  top === undefined ? "" : `Most was served at ${top.rung}: ${rate(top.throughput)}.`;
