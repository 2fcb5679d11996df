import { closeSync, openSync, readSync, statSync } from "node:fs";
import { logErrors } from "../load/signals/log-errors.ts";

/** As much of a log as is read at once, bytes: an engine that writes more between two readings is out of order anyway. */
const MOST = 4 * 1024 ** 2;

/** Counts the errors that are written to a log from now on. */
export class LogTail {
  readonly #path: string;
  #at: number;
  #errors = 0;
  #rest = "";

  constructor(path: string) {
    this.#path = path;
    this.#at = sizeOf(path) ?? 0;
  }

  /** Errors so far; `undefined` while the log cannot be read. One that became shorter was begun anew. */
  errors(): number | undefined {
    const size = sizeOf(this.#path);
    if (size === undefined) return undefined;
    if (size < this.#at) this.#at = 0;
    const text = this.#rest + read(this.#path, this.#at, Math.min(size - this.#at, MOST));
    this.#at = size;
    const end = text.lastIndexOf("\n") + 1;
    this.#rest = text.slice(end);
    this.#errors += logErrors(text.slice(0, end));
    return this.#errors;
  }
}

function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch {
    return undefined;
  }
}

function read(path: string, from: number, length: number): string {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(length);
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, length, from));
  } finally {
    closeSync(file);
  }
}
