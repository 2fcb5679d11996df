import type { Climb } from "../../model/climb.ts";
import { completion, ttft } from "../../model/latency.ts";
import type { Sample } from "../../model/sample.ts";
import { latency } from "../format.ts";
import { streams, type Table, table } from "./bits.ts";
import { html, type Markup, type Part } from "./markup.ts";

/** So many of each rung would hide the one that is looked for. */
const SHOWN = 5;

const TABLE: Table = {
  caption:
    "Those that failed, then those that waited longest for a first token. The id is the request's in the log of the proxy (X-Request-ID), and in samples.csv.",
  columns: [
    { title: "Rung", kind: "nowrap" },
    { title: "Request", kind: "n" },
    { title: "TTFT", kind: "n" },
    { title: "Completion", kind: "n" },
    { title: "Ended", kind: "nowrap" },
    { title: "Id", kind: "nowrap" },
  ],
  width: "dense",
};

const byWait = (a: Sample, b: Sample): number => (ttft(a) === ttft(b) ? 0 : ttft(b) - ttft(a));

const row = (sample: Sample): readonly Part[] => [
  streams(sample.rung),
  String(sample.index),
  latency(ttft(sample)),
  latency(completion(sample)),
  sample.outcome === "ok" ? "ok" : `${sample.outcome}: ${sample.error || sample.status}`,
  html`<code>${sample.id ?? "–"}</code>`,
];

/** The requests an engineer looks up in the log of the proxy; nothing where no proxy gave them an id. */
export function slowest({ samples }: Climb): Part {
  if (!samples.some(({ id }) => id !== undefined)) return undefined;
  const shown = [...samples].sort(byWait).slice(0, SHOWN);
  return slowestTable(shown);
}

const slowestTable = (samples: readonly Sample[]): Markup =>
  html`<h3>Slowest requests</h3>${table(TABLE, samples.map(row))}`;
