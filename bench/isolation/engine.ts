import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds: what an engine with these fixed times needs for a prompt, and for each token. */
export const PREFILL = 40;
export const TOKEN = 10;

/** An engine with slots, a queue without end in the order of arrival, and fixed service times. */
export class FixedEngine {
  readonly #waiting: (() => void)[] = [];
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));
  #free: number;
  /** Tokens that were generated for batch. */
  batchTokens = 0;

  constructor(slots: number) {
    this.#free = slots;
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    if (text === "") return void response.end("{}");
    const { max_tokens, user } = JSON.parse(text) as { max_tokens: number; user: string };
    await this.#slot();
    await this.#generate(response, { tokens: max_tokens, isBatch: user === "batch" });
    this.#leave();
  }

  async #generate(response: ServerResponse, wish: { tokens: number; isBatch: boolean }): Promise<void> {
    await pause(PREFILL);
    for (let token = 0; token < wish.tokens && !response.destroyed; token += 1) {
      response.write("data: x\n\n");
      if (wish.isBatch) this.batchTokens += 1;
      await pause(TOKEN);
    }
    response.end("data: [DONE]\n\n");
  }

  async #slot(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The slot goes to who waits, or is free. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
