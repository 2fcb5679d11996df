import type { Reader, ServerEvent } from "./reader.ts";

/** Bytes that an answer in one piece may have: a thousand vectors of 4096 numbers. */
const LARGEST = 64 * 2 ** 20;

/** An answer that means something only when all of it is there. */
export class WholeReader implements Reader {
  fault: string | undefined;
  readonly #pieces: Buffer[] = [];
  #size = 0;

  read(bytes: Buffer): readonly ServerEvent[] {
    this.#pieces.push(bytes);
    this.#size += bytes.length;
    if (this.#size > LARGEST) this.fault = "an answer of more than 64 MiB";
    return [];
  }

  end(): readonly ServerEvent[] {
    return this.#size === 0 ? [] : [{ name: "message", data: Buffer.concat(this.#pieces).toString("utf8") }];
  }
}
