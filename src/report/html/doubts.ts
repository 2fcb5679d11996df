import type { Climb } from "../../model/climb.ts";
import { type Table, table } from "./bits.ts";
import { html, type Markup } from "./markup.ts";

const BUSY =
  "A busy client would blame the server for its own delay. Its event loop should be late by little beside the latencies above";

/** At random times nobody keeps as many streams in flight as a rung is called. */
const caption = ({ workload }: Climb["contract"]): string =>
  workload?.perMinute === undefined
    ? `${BUSY}, and the streams in flight should be near the rung.`
    : `${BUSY}. Requests left at times that were planned before, so that the streams in flight are what came of it.`;

const tableOf = ({ contract }: Climb): Table => ({
  caption: caption(contract),
  columns: [
    { title: "Streams wanted", kind: "n" },
    { title: "Streams in flight, mean", kind: "n" },
    { title: "Event loop late by, p99", kind: "n" },
  ],
  width: "snug",
});

/** What the instrument says about its own condition. */
export const doubts = (climb: Climb): Markup => html`<h3>Doubts of the instrument</h3>
${table(
  tableOf(climb),
  climb.doubts.map((one) => [String(one.rung), one.inFlight.toFixed(2), `${one.loopDelayP99.toFixed(1)} ms`]),
)}`;
