import { BOUNDS, type Histogram, type LaneTally, type ProxyTally } from "../../load/lane-tally.ts";
import type { Labels, Sample } from "./exposition.ts";

/** What one proxy did, and how it is called: `{ host: "mac-01" }`. */
export interface Tallied {
  readonly labels: Labels;
  readonly tally: ProxyTally;
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

const lanes = ({ labels, tally }: Tallied): readonly (readonly [Labels, LaneTally])[] =>
  Object.entries(tally.lanes)
    .sort(byName)
    .map(([lane, of]) => [{ ...labels, lane }, of]);

/** The lanes that have a name: requests without a valid key wait for nothing and ask for nothing. */
const known = (tallied: Tallied) => lanes(tallied).filter(([{ lane }]) => lane !== "");

/** One histogram for each lane. */
export const timesOf = (name: string, tallied: Tallied, field: "wait" | "firstByte"): readonly Sample[] =>
  known(tallied).flatMap(([labels, lane]) => buckets(name, labels, lane[field]));

/** Cumulated, as Prometheus wants them; seconds. */
function buckets(name: string, labels: Labels, { counts, sum }: Histogram): readonly Sample[] {
  let below = 0;
  const cumulated = counts.map((count, at): Sample => {
    below += count;
    const bound = BOUNDS[at];
    return [`${name}_bucket`, { ...labels, le: bound === undefined ? "+Inf" : String(bound / 1000) }, below];
  });
  return [...cumulated, [`${name}_sum`, labels, sum / 1000], [`${name}_count`, labels, below]];
}

/** One count for each lane. */
export const tokensOf = (name: string, tallied: Tallied): readonly Sample[] =>
  known(tallied).map(([labels, { tokens }]) => [name, labels, tokens]);

const FIELDS = { ending: "endings", reason: "reasons" } as const;

/** One count for each lane and value of the label. */
export const countsOf = (name: string, tallied: Tallied, label: keyof typeof FIELDS): readonly Sample[] =>
  lanes(tallied).flatMap(([labels, lane]) =>
    Object.entries(lane[FIELDS[label]])
      .sort(byName)
      .map(([value, count]): Sample => [name, { ...labels, [label]: value }, count]),
  );
