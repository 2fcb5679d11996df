import { readText, writeWhole } from "../files.ts";
import { printDisabled } from "./print.ts";

/** Which labels an operator enabled or disabled; outlives a restart of the machine. */
export class Overrides {
  readonly #file: string;
  readonly #disabled = new Map<string, boolean>();

  /** `file` has the form of `launchctl print-disabled system`. */
  constructor(file: string) {
    this.#file = file;
    for (const [, label = "", word] of (readText(file) ?? "").matchAll(/"(.+)" => (disabled|enabled)/g)) {
      this.#disabled.set(label, word === "disabled");
    }
    this.#write();
  }

  isDisabled(label: string): boolean {
    return this.#disabled.get(label) === true;
  }

  set(label: string, disabled: boolean): void {
    this.#disabled.set(label, disabled);
    this.#write();
  }

  #write(): void {
    writeWhole(this.#file, printDisabled(this.#disabled));
  }
}
