import type { ClientRequest } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "./clock.ts";

/**
 * Takes the time of every piece that arrives on the connection of one request, before anything else looks at it: the
 * HTTP parser, and the reading of other streams, do not delay it.
 */
export class SocketStamp {
  /** When the last piece came; now, before the first one. */
  at: number;
  /** When the first piece came. */
  first: number | undefined;
  readonly #now: Clock;
  #socket: Socket | undefined;

  constructor(now: Clock) {
    this.#now = now;
    this.at = now();
  }

  watch(request: ClientRequest): void {
    request.once("socket", (socket) => {
      this.#socket = socket;
      socket.prependListener("data", this.#take);
    });
  }

  /** The connection serves the next request, or none. */
  leave(): void {
    this.#socket?.off("data", this.#take);
  }

  readonly #take = (): void => {
    this.at = this.#now();
    this.first ??= this.at;
  };
}
