import { StringDecoder } from "node:string_decoder";

/** One server-sent event. */
export interface SseEvent {
  /** `message` unless the server named it. */
  readonly name: string;
  readonly data: string;
}

/** Takes bytes in whatever pieces they arrive and gives the events that each piece completes. */
export class SseReader {
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";
  #name = "";
  #data: string[] = [];

  /** The events completed by these bytes. */
  read(bytes: Buffer): readonly SseEvent[] {
    // A carriage return at the very end may be half of a line end: it waits for the next piece.
    const text = this.#rest + this.#decoder.write(bytes);
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#line(line));
  }

  /** The event that the end of the stream completes: some servers leave out the last empty line. */
  end(): readonly SseEvent[] {
    return [...this.#line(this.#rest), ...this.#line("")];
  }

  #line(line: string): readonly SseEvent[] {
    if (line === "") return this.#dispatch();
    const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === "data") this.#data.push(value);
    if (field === "event") this.#name = value;
    return [];
  }

  #dispatch(): readonly SseEvent[] {
    const event = { name: this.#name || "message", data: this.#data.join("\n") };
    const empty = this.#data.length === 0;
    this.#name = "";
    this.#data = [];
    return empty ? [] : [event];
  }
}
