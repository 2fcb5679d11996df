import type { Agent, ClientRequest, IncomingMessage } from "node:http";
import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import type { urlToHttpOptions } from "node:url";
import { BodyHead } from "./body-head.ts";
import type { Clock } from "./clock.ts";
import type { Dialect } from "./dialect.ts";
import { given } from "./given.ts";
import type { Ending, Exchange } from "./outcome.ts";
import type { ServerEvent } from "./reader/reader.ts";
import { SocketStamp } from "./socket-stamp.ts";
import { Tally } from "./tally.ts";

export type Target = ReturnType<typeof urlToHttpOptions>;

/** What one request needs. */
export interface Call {
  /** Where it goes, taken apart once for all requests. */
  readonly target: Target;
  readonly agent: Agent;
  readonly apiKey: string;
  readonly dialect: Dialect;
  readonly body: string;
  readonly timeoutMs: number;
  readonly now: Clock;
}

/** A finished exchange with its outer times. */
export interface Timed extends Exchange {
  readonly sent: number;
  /** The last byte of the request was with the operating system. */
  readonly flushed: number | undefined;
  /** The first byte of anything that came back. */
  readonly firstByte: number | undefined;
  /** The proper end of the answer, or the moment it failed. */
  readonly end: number;
  /** How often it was sent anew because the server had closed the connection that lay idle; its time runs on. */
  readonly resent: number;
}

/** After its proper end the server has this long to close the answer before the connection is given up. */
const GRACE_MS = 1000;

/** Sends one request and waits for its end, whatever that may be. Never rejects. */
export function exchange(call: Call): Promise<Timed> {
  return new Promise((resolve) => {
    new Running(call, resolve).start();
  });
}

/** Evidence keeps it, so it has to be an id and nothing else. */
function requestId({ headers }: IncomingMessage): string | undefined {
  const id = headers["x-request-id"];
  return typeof id === "string" && /^[\w.:-]{1,64}$/.test(id) ? id : undefined;
}

class Running {
  readonly #call: Call;
  readonly #resolve: (timed: Timed) => void;
  readonly #tally = new Tally();
  readonly #reader: ReturnType<Dialect["reader"]>;
  #stamp: SocketStamp;
  #resent = 0;
  #sent: number;
  #flushed: number | undefined;
  #status = 0;
  #id: string | undefined;
  readonly #head = new BodyHead();
  #isOver = false;
  /** True when the answer came to its proper end, so that the connection may serve the next request. */
  #isClosed = false;
  #request: ClientRequest | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(call: Call, resolve: (timed: Timed) => void) {
    this.#call = call;
    this.#resolve = resolve;
    this.#reader = call.dialect.reader();
    this.#stamp = new SocketStamp(call.now);
    this.#sent = call.now();
  }

  start(): void {
    const { timeoutMs } = this.#call;
    this.#timer = setTimeout(() => this.#end({ kind: "timeout", afterMs: timeoutMs }), timeoutMs);
    this.#send();
  }

  #send(): void {
    const { target, body, now } = this.#call;
    const send = target.protocol === "https:" ? tlsRequest : plainRequest;
    const request = send({ ...target, ...this.#options() });
    this.#request = request;
    this.#stamp.watch(request);
    request.on("response", (response) => this.#answer(response));
    request.on("error", (error) => this.#break(error));
    // What the library takes to write a request down is not the server's time.
    if (this.#resent === 0) this.#sent = now();
    request.end(body, () => {
      this.#flushed = now();
    });
  }

  #options() {
    const { agent, apiKey, body } = this.#call;
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      accept: "text/event-stream, application/x-ndjson, application/json",
      authorization: `Bearer ${apiKey}`,
    };
    return { method: "POST", agent, headers };
  }

  /** Bytes are only stamped when they come. They are read when all that has come is stamped: after the poll phase. */
  #answer(response: IncomingMessage): void {
    this.#status = response.statusCode ?? 0;
    this.#id = requestId(response);
    const encoding = response.headers["content-encoding"] ?? "identity";
    const isPlain = encoding === "identity";
    if (!isPlain) this.#fault(`compressed with ${encoding}, which was not asked for`);
    response.on("data", (bytes: Buffer) => {
      const at = this.#stamp.at;
      if (isPlain) setImmediate(() => this.#data(bytes, at));
    });
    response.on("error", (error) => this.#break(error));
    response.on("end", () => {
      this.#stamp.leave();
      setImmediate(() => this.#close());
    });
  }

  #break(error: Error): void {
    if (this.#isStale(error)) this.#sendAnew();
    else setImmediate(() => this.#end({ kind: "broken", text: error.message }));
  }

  /** The server had closed the idle connection before it saw the request: that is no failure of the request. */
  #isStale(error: NodeJS.ErrnoException): boolean {
    const isCut = error.code === "ECONNRESET" || error.code === "EPIPE";
    return isCut && !this.#isOver && this.#request?.reusedSocket === true && this.#stamp.first === undefined;
  }

  #sendAnew(): void {
    this.#resent += 1;
    this.#stamp.leave();
    this.#stamp = new SocketStamp(this.#call.now);
    this.#send();
  }

  #fault(text: string): void {
    this.#tally.take({ kind: "fault", text }, this.#call.now());
  }

  #data(bytes: Buffer, at: number): void {
    if (this.#isOver) return;
    this.#head.take(bytes);
    if (this.#status !== 200) return;
    this.#take(this.#reader.read(bytes), at);
    if (this.#reader.fault === undefined) return;
    this.#fault(this.#reader.fault);
    this.#end({ kind: "closed" });
  }

  #take(events: readonly ServerEvent[], at: number): void {
    const before = this.#tally.doneAt;
    for (const event of events)
      for (const frame of this.#call.dialect.frames(event)) this.#tally.take(frame, at);
    if (before !== undefined || this.#tally.doneAt === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end({ kind: "closed" }), GRACE_MS);
  }

  #close(): void {
    if (this.#isOver) return;
    this.#isClosed = true;
    if (this.#status === 200) this.#take(this.#reader.end(), this.#stamp.at);
    this.#end({ kind: "closed" });
  }

  /** The first call counts. */
  #end(ending: Ending): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#stamp.leave();
    const end = this.#tally.doneAt ?? this.#call.now();
    const stamps = { sent: this.#sent, flushed: this.#flushed, firstByte: this.#stamp.first, end };
    const { closing } = this.#call.dialect;
    const [status, tally] = [this.#status, this.#tally];
    const body = this.#tally.doneAt === undefined ? this.#head.reason(status, this.#call.apiKey) : "";
    const named = given({ id: this.#id });
    this.#resolve({ ...stamps, ...named, status, tally, ending, body, closing, resent: this.#resent });
    if (!this.#isClosed) this.#request?.destroy();
  }
}
