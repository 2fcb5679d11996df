import { StringDecoder } from "node:string_decoder";
import { LONGEST_EVENT, type Reader, type ServerEvent, TOO_LONG } from "./reader.ts";

/** Server-sent events. */
export class SseReader implements Reader {
  fault: string | undefined;
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";
  #name = "";
  #data: string[] = [];
  #size = 0;

  /** The events completed by these bytes. */
  read(bytes: Buffer): readonly ServerEvent[] {
    // A carriage return at the very end may be half of a line end: it waits for the next piece.
    const text = this.#rest + this.#decoder.write(bytes);
    const lines = text.includes("\r") ? text.split(/\r\n|\n|\r(?!$)/) : text.split("\n");
    this.#rest = lines.pop() ?? "";
    if (this.#rest.length > LONGEST_EVENT || this.#size > LONGEST_EVENT) this.fault = TOO_LONG;
    return lines.flatMap((line) => this.#line(line));
  }

  /** The event that the end of the stream completes: some servers leave out the last empty line. */
  end(): readonly ServerEvent[] {
    return [...this.#line(this.#rest), ...this.#line("")];
  }

  #line(line: string): readonly ServerEvent[] {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") {
      this.#data.push(value);
      this.#size += value.length;
    }
    if (field === "event") this.#name = value;
    return [];
  }

  #dispatch(): readonly ServerEvent[] {
    const event = { name: this.#name || "message", data: this.#data.join("\n") };
    const empty = this.#data.length === 0;
    this.#name = "";
    this.#data = [];
    this.#size = 0;
    return empty ? [] : [event];
  }
}
