import { faultText } from "./frame.ts";
import { json } from "./json.ts";

/** As much of an answer as is read for an error, bytes. */
const ENOUGH = 4096;
/** As much of an error as is kept, characters. */
const KEPT = 200;

/** The first bytes of an answer, where the server may tell of an error. */
export class BodyHead {
  readonly #parts: Buffer[] = [];
  #length = 0;

  take(bytes: Buffer): void {
    if (this.#length >= ENOUGH) return;
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }

  /** The error the server told of, on one line, without the key should the server have echoed it. */
  reason(status: number, apiKey: string): string {
    const text = Buffer.concat(this.#parts).toString("utf8");
    const told = json(text);
    const said = told === undefined ? (status === 200 ? "" : text) : faultText(told);
    return said.replaceAll(apiKey, "***").replace(/\s+/g, " ").trim().slice(0, KEPT);
  }
}
