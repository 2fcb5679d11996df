import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readText } from "./files.ts";
import { exterminate, families, running } from "./pids.ts";

/** Which pids belong to a pool, on disk: whoever comes after a supervisor that was killed can end them. */
export class Ledger {
  readonly #directory: string;

  constructor(dir: string) {
    this.#directory = join(dir, "pids");
    mkdirSync(this.#directory, { recursive: true });
  }

  /** One file per pid: its name is the pid, its text the time it was started. */
  note(pid: number): void {
    const entry = running().find((candidate) => candidate.pid === pid);
    if (entry !== undefined) writeFileSync(join(this.#directory, String(pid)), entry.started);
  }

  /** Ends every noted pid that still is what it was, with its children and its group. */
  async settle(): Promise<void> {
    const table = running();
    const noted = readdirSync(this.#directory).filter((name) => /^\d+$/.test(name));
    const ours = noted.filter((name) => {
      const started = readText(join(this.#directory, name));
      return table.some(({ pid, started: now }) => pid === Number(name) && now === started);
    });
    // A group outlives its leader: groups of pids that have gone count, unless the pid is somebody else's now.
    const gone = noted.filter((name) => !table.some(({ pid }) => pid === Number(name)));
    await exterminate(families([...ours, ...gone].map(Number), table));
    for (const name of noted) rmSync(join(this.#directory, name), { force: true });
  }
}
