// A server that writes its own clock into each chunk: when the request had arrived, and when the chunk was written.
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { CHUNKS, gapAt } from "./cell.ts";

const chunk = (arrived: bigint): string =>
  `data: {"clock":[${arrived},${process.hrtime.bigint()}],"choices":[{"index":0,"delta":{"content":"pear"}}]}\n\n`;
const DONE = "data: [DONE]\n\n";

/** The first token after 40 to 80 ms, each further chunk after a gap that varies by a fifth. */
async function stream(response: ServerResponse, arrived: bigint, gap: number): Promise<void> {
  await pause(40 + 40 * Math.random());
  for (let sent = 0; sent < CHUNKS; sent += 1) {
    if (sent > 0) await pause(gap * (0.8 + 0.4 * Math.random()));
    response.write(chunk(arrived));
  }
  response.end(DONE);
}

const server = createServer((request, response) => {
  request.resume().on("end", () => {
    const arrived = process.hrtime.bigint();
    const [path, streams] = (request.url ?? "").split("?");
    response.writeHead(200, { "content-type": "text/event-stream" });
    if (path === "/now") response.end(chunk(arrived) + DONE);
    else void stream(response, arrived, gapAt(Number(streams)));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", 4096, () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
