import { columns } from "../src/report/text/columns.ts";
import { runProxy } from "../test/templates/live/running-proxy.ts";
import { KEYS, WISH } from "../test/templates/wish.ts";
import { FixedEngine, PREFILL, TOKEN } from "./isolation/engine.ts";
import { climb, type Door } from "./isolation/load.ts";
import { reserveFor } from "./isolation/reserve.ts";
import { times } from "./timing.ts";

// npm run bench:isolation [-- SECONDS]: interactive work while batch floods, with lanes and without, in one run.
const SECONDS = Number(process.argv[2] ?? 20);
const SLOTS = 8;
const RATE = 4;
const TOKENS = 20;
const BATCH = { clients: 32, tokens: 100 };
const keys = { interactive: KEYS.chat, batch: KEYS.batch };
const stream = (tokens: number): number => PREFILL + tokens * TOKEN;

interface Row {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  readonly lost: number;
  /** Batch tokens per second. */
  readonly batch: number;
}

const at = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ??
  Number.POSITIVE_INFINITY;

async function measure(
  name: string,
  batchClients: number,
  open: (port: number) => Promise<[Door, () => Promise<void>]>,
): Promise<Row> {
  const engine = new FixedEngine(SLOTS);
  const [door, close] = await open(await engine.listen());
  const arm = {
    door,
    keys,
    rate: RATE,
    tokens: TOKENS,
    batchClients,
    batchTokens: BATCH.tokens,
    seconds: SECONDS,
  };
  const waits = await climb(arm);
  const batch = engine.batchTokens / SECONDS;
  await close();
  await engine.close();
  const all = waits.map(({ time }) => time);
  const lost = waits.filter(({ isAnswered }) => !isAnswered).length;
  return { name, p50: at(all, 0.5), p95: at(all, 0.95), lost, batch };
}

const direct = async (port: number): Promise<[Door, () => Promise<void>]> => [
  { port },
  async () => undefined,
];

const lanes =
  (batchStreams: number) =>
  async (port: number): Promise<[Door, () => Promise<void>]> => {
    const engines = WISH.engines.map((engine) => ({ ...engine, slots: SLOTS }));
    const streams: Readonly<Record<string, number>> = { interactive: SLOTS, batch: batchStreams };
    const all = WISH.lanes.map((lane) => ({
      ...lane,
      queue: 1000,
      queueTimeout: WISH.gateway.drain,
      streams: streams[lane.name] ?? lane.streams,
    }));
    const proxy = await runProxy({ ...WISH, engines, lanes: all }, port);
    return [{ port: proxy.wish.gateway.port, ca: proxy.ca }, proxy.stop];
  };

const load = (RATE * stream(TOKENS)) / 1000;
const reserve = reserveFor({ slots: SLOTS, load, alone: PREFILL, batchStream: stream(BATCH.tokens) });
const rows = [
  await measure("no flood, lanes over TLS", 0, lanes(SLOTS - reserve)),
  await measure("flood, no lanes", BATCH.clients, direct),
];
for (const kept of [...new Set([0, 1, reserve, SLOTS / 2])].sort((a, b) => a - b)) {
  const note = kept === 0 ? " (priority only)" : kept === reserve ? " (derived)" : "";
  rows.push(
    await measure(`flood, lanes, ${kept} of ${SLOTS} slots kept${note}`, BATCH.clients, lanes(SLOTS - kept)),
  );
}

const [alone, free] = rows;
const shown = (value: number): string => `${value.toFixed(0)} ms`;
const cells = rows.map((row) => [
  row.name,
  shown(row.p50),
  shown(row.p95),
  times(row.p95, alone?.p95 ?? 0),
  String(row.lost),
  `${row.batch.toFixed(0)} tok/s`,
  row.batch === 0 ? "-" : `${((100 * row.batch) / (free?.batch ?? 1)).toFixed(0)} %`,
]);
process.stdout.write(`${columns([["interactive while batch floods", "p50", "p95", "/ no flood", "unanswered", "batch", "of no lanes"], ...cells]).join("\n")}
${SLOTS} slots, prompt ${PREFILL} ms, token ${TOKEN} ms; interactive ${RATE}/s x ${TOKENS} tokens (Poisson), ${BATCH.clients} batch clients x ${BATCH.tokens} tokens, ${SECONDS} s each
unanswered: still waiting at the end, counted as that long; the ratio is then a lower bound
`);
