import type { Agent, ClientRequest, IncomingMessage } from "node:http";
import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import type { Clock } from "./clock.ts";
import { faultText, frames, json } from "./frame.ts";
import type { Ending, Exchange } from "./outcome.ts";
import { SseReader } from "./sse.ts";
import { Tally } from "./tally.ts";

/** What one request needs. */
export interface Call {
  readonly url: URL;
  readonly agent: Agent;
  readonly apiKey: string;
  readonly body: string;
  readonly timeoutMs: number;
  readonly now: Clock;
}

/** A finished exchange with its outer times. */
export interface Timed extends Exchange {
  readonly sent: number;
  /** `[DONE]`, or the moment it failed. */
  readonly end: number;
}

/** After `[DONE]` the server has this long to end its answer before the connection is given up. */
const GRACE_MS = 1000;
/** As much of an error page as is read. */
const BODY_LIMIT = 4096;

/** Sends one request and waits for its end, whatever that may be. Never rejects. */
export function exchange(call: Call): Promise<Timed> {
  return new Promise((resolve) => {
    new Running(call, resolve).start();
  });
}

class Running {
  readonly #call: Call;
  readonly #resolve: (timed: Timed) => void;
  readonly #tally = new Tally();
  readonly #reader = new SseReader();
  readonly #sent: number;
  #status = 0;
  #body = "";
  /** True when the answer came to its proper end, so that the connection may serve the next request. */
  #ended = false;
  #request: ClientRequest | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(call: Call, resolve: (timed: Timed) => void) {
    this.#call = call;
    this.#resolve = resolve;
    this.#sent = call.now();
  }

  start(): void {
    const { url, timeoutMs, body } = this.#call;
    const request = (url.protocol === "https:" ? tlsRequest : plainRequest)(url, this.#options());
    this.#request = request;
    this.#timer = setTimeout(() => this.#end({ kind: "timeout", afterMs: timeoutMs }), timeoutMs);
    request.on("response", (response) => this.#answer(response));
    request.on("error", (error) => this.#end({ kind: "broken", text: error.message }));
    request.end(body);
  }

  #options() {
    const { agent, apiKey, body } = this.#call;
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      accept: "text/event-stream",
      authorization: `Bearer ${apiKey}`,
    };
    return { method: "POST", agent, headers };
  }

  #answer(response: IncomingMessage): void {
    this.#status = response.statusCode ?? 0;
    response.on("data", (bytes: Buffer) => this.#data(bytes, this.#call.now()));
    response.on("error", (error) => this.#end({ kind: "broken", text: error.message }));
    response.on("end", () => this.#close());
  }

  #data(bytes: Buffer, at: number): void {
    if (this.#status !== 200) {
      if (this.#body.length < BODY_LIMIT) this.#body += bytes.toString("utf8");
      return;
    }
    this.#take(this.#reader.read(bytes), at);
  }

  #take(events: ReturnType<SseReader["read"]>, at: number): void {
    const before = this.#tally.doneAt;
    for (const event of events) for (const frame of frames(event)) this.#tally.take(frame, at);
    if (before !== undefined || this.#tally.doneAt === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end({ kind: "closed" }), GRACE_MS);
  }

  #close(): void {
    this.#ended = true;
    if (this.#status === 200) this.#take(this.#reader.end(), this.#call.now());
    this.#end({ kind: "closed" });
  }

  /** The first call counts: a promise is settled once. */
  #end(ending: Ending): void {
    clearTimeout(this.#timer);
    const end = this.#tally.doneAt ?? this.#call.now();
    const [status, tally, body] = [this.#status, this.#tally, this.#reason()];
    this.#resolve({ sent: this.#sent, end, status, tally, ending, body });
    if (!this.#ended) this.#request?.destroy();
  }

  /** The error the server told of, on one line, without the key should the server have echoed it. */
  #reason(): string {
    const told = json(this.#body);
    const text = told === undefined ? this.#body : faultText(told);
    return text.replaceAll(this.#call.apiKey, "***").replace(/\s+/g, " ").trim().slice(0, 200);
  }
}
