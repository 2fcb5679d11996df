import { writeWhole } from "../files.ts";

const KEPT = 200;

/** launchd's lines of the unified log, the last ones; `log show` prints them. */
export class Journal {
  readonly #file: string;
  readonly #lines: string[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  note(line: string): void {
    this.#lines.push(`${new Date().toISOString()} launchd[1]: ${line}`);
    this.#lines.splice(0, this.#lines.length - KEPT);
    writeWhole(this.#file, `${this.#lines.join("\n")}\n`);
  }
}
