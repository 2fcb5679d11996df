import type { Frame } from "./frame.ts";
import type { Reader, ServerEvent } from "./reader/reader.ts";

/** What decides the body of one request. */
export interface Ask {
  readonly model: string;
  readonly prompt: string;
  /** The most tokens of the answer. */
  readonly outputTokens: number;
}

/** One API, as a client speaks it. */
export interface Dialect {
  /** Below the base URL of the server. */
  readonly path: string;
  /** What becomes the JSON body: greedy, and with the server's own counts asked for. */
  readonly body: (ask: Ask) => object;
  /** Takes the bytes of an answer apart. */
  readonly reader: () => Reader;
  /** What one event of an answer means; several things at once, or nothing. */
  readonly frames: (event: ServerEvent) => readonly Frame[];
  /** What ends an answer properly: `[DONE]`. */
  readonly closing: string;
}
