import { execFile } from "node:child_process";
import { type Reading, reading } from "../load/signals/reading.ts";
import type { LadderConfig } from "./config.ts";
import { SAMPLER_SCRIPT } from "./sampler-script.ts";

/** Time between two readings, ms. */
const EVERY_MS = 500;
/** A reading that takes longer is given up; src/gates/signal-reading.ts counts on it. */
const GIVE_UP_MS = 5000;

/** Whose memory is watched, and whether this machine can say anything about it. */
type Watched = Pick<LadderConfig, "engineLabel" | "enginePid" | "engineElsewhere">;

/** Reads the signals of this machine, over and over. */
export class Sampler {
  readonly #watched: Watched;
  readonly #take: (reading: Reading) => void;
  #pids: readonly number[] = [];
  #running: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;
  #stopped = true;

  constructor(watched: Watched, take: (reading: Reading) => void) {
    this.#watched = watched;
    this.#take = take;
  }

  /** One reading before any load. It is taken twice, because the first one only finds out whom to look at. */
  async first(): Promise<void> {
    this.#pids = (await this.#read()).pids;
    await this.#tick();
  }

  /** Begins to read at once, then every half second. */
  start(): void {
    this.#stopped = false;
    this.#running = this.#loop();
  }

  /** Takes a last reading and ends. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#running;
    await this.#tick();
  }

  async #loop(): Promise<void> {
    while (!this.#stopped) {
      await this.#tick();
      if (!this.#stopped) await this.#rest();
    }
  }

  async #tick(): Promise<void> {
    const seen = await this.#read();
    this.#pids = seen.pids;
    this.#take(seen);
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, EVERY_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #read(): Promise<Reading> {
    const { engineLabel = "", enginePid, engineElsewhere = false } = this.#watched;
    if (engineElsewhere) return Promise.resolve(reading(""));
    const argv = ["-c", SAMPLER_SCRIPT, "sampler", engineLabel, ...this.#pids.map(String)];
    const options = { env: { ...process.env, LC_ALL: "C" }, timeout: GIVE_UP_MS, maxBuffer: 2 ** 24 };
    return new Promise((resolve) => {
      execFile("/bin/sh", argv, options, (_, stdout) => resolve(reading(stdout, enginePid)));
    });
  }
}
