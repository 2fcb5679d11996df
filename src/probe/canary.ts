import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { span } from "../model/latency.ts";
import type { Heard } from "./canary-listener.ts";
import type { Clock } from "./clock.ts";

/** The song: so many pieces, so long apart, ms. */
const PIECES = 4;
const APART_MS = 30;
/** A song that broke off counts as so late, ms. */
const BROKEN_MS = 10_000;

const PIECE = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "tweet" } }] })}\n\n`;
const END = "data: [DONE]\n\n";

/**
 * A chat server on loopback whose every answer is the same song, away from the thread that measures. It notes when it gave each piece
 * to the system: that it sings late itself makes nobody look late.
 */
export class Canary {
  readonly port: Promise<number>;
  readonly #server: Server;
  readonly #now: Clock;
  readonly #sung: (readonly number[])[] = [];
  readonly #heard: Heard[] = [];
  #late: number | undefined;

  constructor(now: Clock) {
    this.#now = now;
    this.#server = createServer((request, response) => {
      request.resume();
      void this.#sing(response);
    }).listen(0, "127.0.0.1");
    this.port = once(this.#server, "listening").then(() => (this.#server.address() as AddressInfo).port);
  }

  /** Takes what the client heard of the next song; they are told in the order in which they were sung. */
  hear(heard: Heard): void {
    this.#heard.push(heard);
    this.#settle();
  }

  /** How late the latest piece since the last call was stamped, ms; `undefined` when no song has ended. */
  take(): number | undefined {
    const late = this.#late;
    this.#late = undefined;
    return late;
  }

  end(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #sing(response: ServerResponse): Promise<void> {
    const written: number[] = [];
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (let piece = 0; piece < PIECES; piece += 1) {
      await pause(APART_MS);
      written.push(this.#now());
      response.write(PIECE);
    }
    this.#sung.push(written);
    response.end(END);
    this.#settle();
  }

  /** The song is known here before its end is heard there. */
  #settle(): void {
    while (this.#sung.length > 0 && this.#heard.length > 0) {
      const [sung = [], heard] = [this.#sung.shift(), this.#heard.shift()];
      const isWhole = heard?.length === sung.length;
      const lates = isWhole ? heard.map((at, index) => span(sung[index] ?? at, at)) : [BROKEN_MS];
      this.#late = Math.max(this.#late ?? 0, ...lates);
    }
  }
}
