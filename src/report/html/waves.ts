import type { HostResult, RunResult } from "../../model/run-result.ts";
import { percentileOf } from "../format.ts";
import { fate, tally } from "../words.ts";
import { anchor, streams, type Table, table, verdictWord } from "./bits.ts";
import { html, type Markup, type Part } from "./markup.ts";

/** `250 ms at 8 streams`: the slowest twentieth under the heaviest load that was tried. */
function underLoad(host: HostResult): string {
  const top = host.gate.measurement.rungs.at(-1);
  return top === undefined ? "not measured" : `${percentileOf(top, "ttft", "p95")} at ${streams(top.rung)}`;
}

const row = (wave: string, host: HostResult): readonly Part[] => [
  html`<a href="#${anchor(host.host)}">${host.host}</a>`,
  wave,
  verdictWord(host.gate.verdict),
  fate(host),
  tally(host),
  underLoad(host),
];

const unknown = (wave: string, host: string): readonly Part[] => [
  host,
  wave,
  "",
  "nothing was reported",
  "",
  "",
];

function rowsOf(result: RunResult): readonly (readonly Part[])[] {
  const found = new Map(result.hosts.map((host) => [host.host, host]));
  return result.waves.flatMap((wave, index) =>
    wave.hosts.map((name) => {
      const host = found.get(name);
      const label = `${index + 1}. ${wave.name}`;
      return host === undefined ? unknown(label, name) : row(label, host);
    }),
  );
}

const TABLE: Table = {
  caption: "p95 TTFT: 19 of 20 requests saw their first token at least this soon.",
  columns: [
    { title: "Host", kind: "nowrap" },
    { title: "Wave", kind: "nowrap" },
    { title: "Verdict" },
    { title: "What happened" },
    { title: "Rules" },
    { title: "p95 TTFT at most streams" },
  ],
};

/** Every host in the order of the rollout with its verdict. */
export const waves = (result: RunResult): Markup => html`<section><h2>Waves and hosts</h2>
<p class="dim">Waves run one after the other. A wave begins only when every host of the wave before it has passed.</p>
${table(TABLE, rowsOf(result))}</section>`;
