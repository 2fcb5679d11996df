import { type ClientRequest, Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";
import type { Server } from "./served.ts";

/** Time between two questions, ms. */
const EVERY_MS = 500;

/** How long a server behind a tunnel takes for an answer that costs it nothing: the way there and back. */
export class RoundTrip {
  /** Of the last answer, ms; `undefined` before the first. */
  latest: number | undefined;
  readonly #agent: PlainAgent;
  readonly #timer: NodeJS.Timeout;
  #asked: ClientRequest | undefined;

  constructor(server: Server) {
    const options = { keepAlive: true, maxSockets: 1 };
    this.#agent = isTls(server)
      ? new TlsAgent({
          ...options,
          rejectUnauthorized: true,
          ...(server.ca !== undefined && { ca: server.ca }),
        })
      : new PlainAgent(options);
    this.#timer = setInterval(() => this.#ask(server), EVERY_MS);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#agent.destroy();
  }

  /** One at a time: a question without an answer is itself the time so far. */
  #ask(server: Server): void {
    if (this.#asked !== undefined) return;
    const from = performance.now();
    const over = (isAnswer: boolean) => () => {
      this.#asked = undefined;
      if (isAnswer) this.latest = Math.round((performance.now() - from) * 1000) / 1000;
    };
    const ask = isTls(server) ? tlsRequest : plainRequest;
    this.#asked = ask(new URL("/", server.config.url), { agent: this.#agent, method: "HEAD" });
    this.#asked.on("response", (response) => response.resume().on("close", over(true)));
    this.#asked.on("error", over(false));
    this.#asked.end();
  }
}

const isTls = ({ config }: Server): boolean => config.url.startsWith("https:");
