import { createConnection, createServer, type Server, type Socket } from "node:net";
import { Transform } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

/** A bad line: one-way delay in ms, bytes per second. */
export interface Line {
  readonly delay: number;
  readonly bandwidth: number;
}

/** Passes bytes on after the line's delay and no faster than its bandwidth. */
const slowed = ({ delay, bandwidth }: Line): Transform =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      void sleep(delay + (chunk.length / bandwidth) * 1000).then(() => done(null, chunk));
    },
  });

function join(client: Socket, target: number, line: Line): void {
  const server = createConnection({ host: "127.0.0.1", port: target });
  client.pipe(slowed(line)).pipe(server).pipe(slowed(line)).pipe(client);
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on("error", () => other.destroy());
    one.on("close", () => other.destroy());
  }
}

/** A listener on `port` that relays to `target` over a bad line. */
export class Relay {
  readonly #server: Server;
  readonly #clients = new Set<Socket>();

  constructor(target: number, line: Line) {
    this.#server = createServer((client) => {
      this.#clients.add(client);
      client.once("close", () => this.#clients.delete(client));
      join(client, target, line);
    });
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", resolve);
    });
  }

  close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
