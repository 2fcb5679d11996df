// What the client itself adds to what it measures: `npm run bench:client [-- --tries 3 --streams 1,8,64,256,1000]`.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildSync } from "esbuild";
import { columns } from "../src/report/text/columns.ts";
import { CELLS, type Seen } from "./client/cell.ts";

const { values: asked } = parseArgs({
  options: {
    tries: { type: "string", default: "3" },
    streams: { type: "string", default: CELLS.map(({ streams }) => streams).join(",") },
  },
});
const tries = Number(asked.tries);
const wanted = asked.streams.split(",").map(Number);
const HERE = join(import.meta.dirname, "client");
/** Streams for which the client has to be nearly as good as the reference, and how nearly. */
const AIM = { streams: 64, factor: 1.5 };

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const folder = mkdtempSync(join(tmpdir(), "bench-client-"));

/** Bundled like the ladder itself; beside node_modules, where undici is found. */
const bundles = join(import.meta.dirname, "../node_modules/.cache/bench-client");
buildSync({
  entryPoints: ["server", "contender"].map((name) => join(HERE, `${name}.ts`)),
  ...{ outdir: bundles, outExtension: { ".js": ".mjs" } },
  ...{ bundle: true, platform: "node", format: "esm", target: "node20", packages: "external" },
});
const bundle = (name: string): readonly string[] => [process.execPath, join(bundles, `${name}.mjs`)];

/** The C client, where there is a compiler. */
function compiled(): string | undefined {
  const program = join(folder, "reference");
  const { status } = spawnSync("cc", ["-O2", "-o", program, join(HERE, "reference.c")], { stdio: "inherit" });
  return status === 0 ? program : undefined;
}

async function served(): Promise<{ readonly port: string; readonly stop: () => void }> {
  const [program = "", ...argv] = bundle("server");
  const child = spawn(program, argv, { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (line: Buffer) => resolve(line.toString("utf8").trim()));
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { port, stop: () => void child.kill() };
}

const output = ([program = "", ...argv]: readonly string[]): string =>
  execFileSync(program, argv, { encoding: "utf8", maxBuffer: 2 ** 28 });

const reference = compiled();
const { port, stop } = await served();
const contender = (name: string): readonly string[] => [...bundle("contender"), name, port];
const CLIENTS: Readonly<Record<string, readonly string[]>> = {
  ...(reference === undefined ? {} : { C: [reference, port] }),
  espalier: contender("espalier"),
  undici: contender("undici"),
  fetch: contender("fetch"),
};

const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};
const tail = ({ first }: Seen): number => quantile(first, 0.99);
const ms = (nanos: number): string => (nanos / 1e6).toFixed(2);

/** Of several tries the one with the least tail: what else the machine did only adds. */
const best = (seen: readonly Seen[]): Seen =>
  seen.reduce((least, one) => (tail(one) < tail(least) ? one : least));

/** All clients in turn, several times, so that each meets the same machine. */
function cell({ streams, requests }: (typeof CELLS)[number]): Readonly<Record<string, Seen>> {
  const rounds = Array.from({ length: tries }, () =>
    Object.entries(CLIENTS).map(([name, argv]) => {
      const text = output([...argv, String(streams), String(requests)]);
      return [name, JSON.parse(text) as Seen] as const;
    }),
  ).flat();
  return Object.fromEntries(
    Object.keys(CLIENTS).map((name) => [
      name,
      best(rounds.flatMap(([client, seen]) => (client === name ? [seen] : []))),
    ]),
  );
}

const row = (name: string, streams: number, seen: Seen): readonly string[] => [
  String(streams),
  name,
  ...[quantile(seen.first, 0.5), tail(seen), quantile(seen.lag, 0.99), quantile(seen.gap, 0.99)].map(ms),
  (seen.cpuMicros / seen.chunks).toFixed(1),
];

const TITLES = [
  "streams",
  "client",
  "TTFT err p50 ms",
  "p99",
  "chunk lag p99",
  "gap err p99",
  "us CPU/chunk",
];

function timing(): boolean {
  const cells = CELLS.filter(({ streams }) => wanted.includes(streams)).map((one) => ({
    ...one,
    seen: cell(one),
  }));
  const rows = cells.flatMap(({ streams, seen }) =>
    Object.entries(seen).map(([name, one]) => row(name, streams, one)),
  );
  say(columns([TITLES, ...rows]).join("\n"));
  const seen = cells.find(({ streams }) => streams === AIM.streams)?.seen;
  const [own, least] = [seen?.["espalier"], seen?.["C"]];
  if (own === undefined || least === undefined) {
    say("\nno C compiler, or no cell of 64 streams: the aim was not tried");
    return true;
  }
  const factor = tail(own) / tail(least);
  say(
    `\nTTFT error p99 at ${AIM.streams} streams: ${factor.toFixed(2)} times that of the C client, ${AIM.factor} allowed`,
  );
  return factor <= AIM.factor;
}

const SECONDS = 3;
const STREAMS = 64;

/** Requests a second against an answer that is there at once; a program that is missing is named. */
function rates(): void {
  const script = join(folder, "post.lua");
  writeFileSync(script, 'wrk.method = "POST"\nwrk.body = string.rep("a", 1024)\n');
  const url = `http://127.0.0.1:${port}/now`;
  const tools: Readonly<Record<string, readonly string[]>> = {
    wrk: ["wrk", "-t1", `-c${STREAMS}`, `-d${SECONDS}s`, "-s", script, url],
    hey: ["hey", "-c", String(STREAMS), "-z", `${SECONDS}s`, "-m", "POST", "-d", "a".repeat(1024), url],
  };
  const told = Object.entries(tools).map(([name, argv]) => {
    const { stdout, error } = spawnSync(argv[0] ?? "", argv.slice(1), { encoding: "utf8" });
    const found = /Requests\/sec:\s*([\d.]+)/.exec(stdout ?? "")?.[1];
    return [name, error === undefined ? String(Math.round(Number(found))) : "not installed"];
  });
  const own = ["espalier", "undici", "fetch"].map((name) => [
    name,
    String(Math.round(Number(output([...contender(name), String(STREAMS), "0", String(SECONDS)])))),
  ]);
  say(`\n${columns([["client", `requests/s, ${STREAMS} at once`], ...told, ...own]).join("\n")}`);
}

if (reference === undefined) say("no C compiler (cc): the reference client is left out");
try {
  const holds = timing();
  rates();
  say(`\naim ${holds ? "holds" : "MISSES"}`);
  process.exitCode = holds ? 0 : 1;
} finally {
  stop();
  rmSync(folder, { recursive: true });
}
