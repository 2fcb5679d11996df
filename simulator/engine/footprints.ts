import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** How stale the sum of the other engines may be, ms. */
const STALE = 100;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const textOf = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

/** Whole or not at all; a Mac whose directory was taken away wants no figures. */
function write(path: string, text: string): void {
  try {
    writeFileSync(`${path}.${process.pid}.next`, text);
    renameSync(`${path}.${process.pid}.next`, path);
  } catch {
    // Figures are not worth an outage.
  }
}

/** The footprints of all engines of one simulated Mac: `.mac/footprint/PID` holds `bytes peak name`. */
export class Footprints {
  readonly #state: string | undefined;
  readonly #name: string;
  #looked = Number.NEGATIVE_INFINITY;
  #others = 0;
  #posted = "";

  constructor(state: string | undefined, name: string) {
    this.#state = state;
    this.#name = name;
    if (state !== undefined) mkdirSync(join(state, "footprint"), { recursive: true });
  }

  /** Bytes of every other engine that runs on this Mac. */
  get others(): number {
    if (this.#state === undefined || performance.now() - this.#looked < STALE) return this.#others;
    this.#looked = performance.now();
    this.#others = this.#pids()
      .filter((pid) => pid !== process.pid)
      .reduce((sum, pid) => sum + this.#bytesOf(pid), 0);
    return this.#others;
  }

  post(bytes: number, peak: number): void {
    const line = `${bytes} ${peak} ${this.#name}\n`;
    if (this.#state === undefined || line === this.#posted) return;
    this.#posted = line;
    write(join(this.#state, "footprint", String(process.pid)), line);
  }

  /** The line of `.mac/memory`: what the machine's programs print. */
  get line(): string {
    return this.#state === undefined ? "" : textOf(join(this.#state, "memory"));
  }
  set line(line: string) {
    if (this.#state !== undefined) write(join(this.#state, "memory"), line);
  }

  #pids(): readonly number[] {
    return readdirSync(join(this.#state ?? "", "footprint"))
      .map(Number)
      .filter(Number.isInteger);
  }

  #bytesOf(pid: number): number {
    const path = join(this.#state ?? "", "footprint", String(pid));
    if (isAlive(pid)) return Number(textOf(path).split(" ")[0] ?? 0) || 0;
    rmSync(path, { force: true });
    return 0;
  }
}
