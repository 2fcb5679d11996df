import { StringDecoder } from "node:string_decoder";
import { LONGEST_EVENT, type Reader, type ServerEvent, TOO_LONG } from "./reader.ts";

/** Newline-delimited JSON: each line is an event. */
export class LineReader implements Reader {
  fault: string | undefined;
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";

  read(bytes: Buffer): readonly ServerEvent[] {
    const lines = (this.#rest + this.#decoder.write(bytes)).split("\n");
    this.#rest = lines.pop() ?? "";
    if (this.#rest.length > LONGEST_EVENT) this.fault = TOO_LONG;
    return lines.flatMap(lineEvent);
  }

  end(): readonly ServerEvent[] {
    return lineEvent(this.#rest);
  }
}

const lineEvent = (line: string): readonly ServerEvent[] =>
  line.trim() === "" ? [] : [{ name: "message", data: line }];
