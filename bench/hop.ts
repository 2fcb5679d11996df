import { Agent, request as clear, createServer } from "node:http";
import { Agent as SecureAgent, request as secure } from "node:https";
import type { AddressInfo } from "node:net";
import { availableParallelism, loadavg } from "node:os";
import { milliseconds } from "../src/model/units.ts";
import { columns } from "../src/report/text/columns.ts";
import { DIGEST, POOL_WISH } from "../test/templates/gateway-wish.ts";
import { runGateway } from "../test/templates/live/running-gateway.ts";
import { runProxy } from "../test/templates/live/running-proxy.ts";
import { KEYS, WISH } from "../test/templates/wish.ts";
import { allocation, isHere, PLAIN, start, versionOf } from "./hop/proxies.ts";
import { times } from "./timing.ts";

// npm run bench:hop [-- REQUESTS]: what each hop adds to the first token, all ways in turn in one run.
const REQUESTS = Number(process.argv[2] ?? 400);
const BODY = JSON.stringify({ model: "qwen3:4b", stream: true, messages: [] });
const STREAMS = 16;
/** Requests by each way before any counts: the client's own code is compiled meanwhile. */
const WARM = 500;

/** What the health checks of a gateway ask an engine for. */
const PROBED: Readonly<Record<string, string>> = {
  "/api/ps": JSON.stringify({ models: [{ name: "qwen3:4b", digest: DIGEST }] }),
  "/api/generate": '{"done":true}',
};

interface Way {
  readonly name: string;
  readonly port: number;
  readonly ca?: string;
  readonly agent: Agent;
  readonly first: number[];
  rate: number;
}

const way = (name: string, port: number, ca?: string): Way => {
  const agent = ca === undefined ? new Agent({ keepAlive: true }) : new SecureAgent({ keepAlive: true });
  return { name, port, agent, first: [], rate: 0, ...(ca !== undefined && { ca }) };
};

/** Milliseconds to the first byte of the body; resolves when the whole answer is there. Rejects on any but 200. */
function ask({ port, ca, agent }: Way): Promise<number> {
  const headers = { authorization: `Bearer ${KEYS.chat}`, "content-length": BODY.length };
  const tls = ca === undefined ? {} : { ca, servername: "localhost" };
  const options = {
    host: "127.0.0.1",
    port,
    agent,
    method: "POST",
    path: "/v1/chat/completions",
    headers,
    ...tls,
  };
  const began = performance.now();
  return new Promise((resolve, reject) => {
    let first = 0;
    const asked = (ca === undefined ? clear : secure)(options, (response) => {
      if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`));
      response.once("data", () => {
        first = performance.now() - began;
      });
      response.on("end", () => resolve(first)).on("error", reject);
    });
    asked.on("error", reject).end(BODY);
  });
}

async function throughput(one: Way): Promise<number> {
  const began = performance.now();
  let left = REQUESTS * 5;
  const client = async (): Promise<void> => {
    while (left-- > 0) await ask(one);
  };
  await Promise.all(Array.from({ length: STREAMS }, client));
  return (REQUESTS * 5) / ((performance.now() - began) / 1000);
}

const at = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;

const memory = allocation();
const engine = createServer((request, response) => {
  request.resume().on("end", () => response.end(PROBED[request.url ?? ""] ?? "data: x\n\ndata: [DONE]\n\n"));
});
await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
const { port } = engine.address() as AddressInfo;
const stops: (() => unknown)[] = [];
const ways = [way("direct", port)];
for (const plain of PLAIN.filter(({ program }) => isHere(program))) {
  const [listen, stop] = await start(plain, port);
  stops.push(stop);
  ways.push(way(plain.name, listen));
}
const lanes = WISH.lanes.map((lane) => ({ ...lane, streams: STREAMS }));
const engines = WISH.engines.map((one) => ({ ...one, slots: STREAMS }));
const proxy = await runProxy({ ...WISH, lanes, engines }, port);
const [chat] = POOL_WISH.groups;
const gateway = await runGateway({
  template: {
    ...POOL_WISH,
    groups: chat ? [{ ...chat, hosts: chat.hosts.filter(({ id }) => id === "mac-01") }] : [],
    routes: POOL_WISH.routes.filter(({ group }) => group === chat?.name),
    probe: { ...POOL_WISH.probe, every: milliseconds(10_000) },
  },
  edges: { "mac-01": proxy },
  probeKey: KEYS.chat,
});
stops.push(gateway.stop, proxy.stop);
ways.push(
  way("host: full lanes over TLS", proxy.wish.gateway.port, proxy.ca),
  way("whole path: gateway, host, both over TLS", gateway.wish.gateway.port, gateway.ca),
  way("direct again", port),
);

for (const one of ways) for (let warm = 0; warm < WARM; warm += 1) await ask(one);
for (let round = 0; round < REQUESTS; round += 1) for (const one of ways) one.first.push(await ask(one));
for (const one of ways) one.rate = await throughput(one);
for (const stop of stops) await stop();
for (const { agent } of ways) agent.destroy();
engine.close();

const [direct] = ways;
const beyond = (one: Way, share: number): string =>
  one === direct
    ? "-"
    : `+${(at(one.first, share) - at(direct?.first ?? [], share)).toFixed(2)} ms`.replace("+-", "-");
const rows = ways.map((one) => [
  one.name,
  `${at(one.first, 0.5).toFixed(2)} ms`,
  beyond(one, 0.5),
  times(at(one.first, 0.5), at(direct?.first ?? [], 0.5)),
  `${at(one.first, 0.99).toFixed(2)} ms`,
  beyond(one, 0.99),
  times(at(one.first, 0.99), at(direct?.first ?? [], 0.99)),
  one.rate.toFixed(0),
]);
const missing = PLAIN.filter(({ program }) => !isHere(program)).map(
  ({ program }) => `${program} is not here: left out\n`,
);
process.stdout.write(`${columns([["hop", "TTFT p50", "", "/ direct", "p99", "", "/ direct", "req/s"], ...rows]).join("\n")}
${REQUESTS} requests each, in turn, over open connections; req/s with ${STREAMS} at once; client and engine in one process
${PLAIN.filter(({ program }) => isHere(program))
  .map(({ program }) => versionOf(program))
  .join(", ")}; ${memory}; load of the machine ${loadavg()
  .map((load) => load.toFixed(1))
  .join(", ")} on ${availableParallelism()} cores
${missing.join("")}`);
