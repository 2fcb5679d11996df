import { execFile } from "node:child_process";
import { type Reading, reading, systemOf } from "../load/signals/reading.ts";
import { sectionMark } from "../load/signals/sections.ts";
import type { LadderConfig } from "./config.ts";
import { LogTail } from "./log-tail.ts";
import { SAMPLER_SCRIPT } from "./sampler-script.ts";
import { STANDING, StandingProgram } from "./standing-program.ts";

/** Time between two readings, ms. */
const EVERY_MS = 500;
/** A reading that takes longer is given up; src/gates/signal-reading.ts counts on it. */
const GIVE_UP_MS = 5000;

/** What is watched, and whether this machine can say anything about it. */
export type Watched = Pick<
  LadderConfig,
  "engineLabel" | "engineDaemon" | "enginePid" | "engineElsewhere" | "engineLog" | "metricsUrl" | "disk"
>;

/** Reads the signals of this machine, over and over. */
export class Sampler {
  readonly #watched: Watched;
  readonly #take: (reading: Reading) => void;
  readonly #log: LogTail | undefined;
  #standing: readonly StandingProgram[] = [];
  #pids: readonly number[] = [];
  #running: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;
  #stopped = true;

  constructor(watched: Watched, take: (reading: Reading) => void) {
    this.#watched = watched;
    this.#take = take;
    this.#log = watched.engineLog === undefined ? undefined : new LogTail(watched.engineLog);
  }

  /** One reading before any load. It is taken twice, because the first one only finds out whom and what to look at. */
  async first(): Promise<void> {
    const text = await this.#text();
    this.#pids = this.#reading(text).pids;
    this.#standing = (STANDING[systemOf(text)] ?? []).map((program) => new StandingProgram(program));
    await this.#tick();
  }

  /** Begins to read at once, then every half second. */
  start(): void {
    this.#stopped = false;
    this.#running = this.#loop();
  }

  /** Takes a last reading and pauses. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#running;
    await this.#tick();
  }

  /** Ends for good what stands beside the climb. */
  end(): void {
    this.#stopped = true;
    this.#wake();
    for (const program of this.#standing) program.stop();
  }

  async #loop(): Promise<void> {
    while (!this.#stopped) {
      await this.#tick();
      if (!this.#stopped) await this.#rest();
    }
  }

  async #tick(): Promise<void> {
    const seen = this.#reading(await this.#text());
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

  #reading(text: string): Reading {
    if (this.#watched.engineElsewhere) return reading("");
    const standing = this.#standing.map(({ section, output }) => `\n${sectionMark(section)}\n${output}`);
    return reading(text + standing.join(""), {
      pid: this.#watched.enginePid,
      logErrors: this.#log?.errors(),
    });
  }

  #text(): Promise<string> {
    const { engineLabel = "", metricsUrl = "", disk = "/", engineDaemon = "" } = this.#watched;
    if (this.#watched.engineElsewhere) return Promise.resolve("");
    const argv = ["-c", SAMPLER_SCRIPT, "sampler", engineLabel, metricsUrl, disk, engineDaemon];
    argv.push(...this.#pids.map(String));
    const options = { env: { ...process.env, LC_ALL: "C" }, timeout: GIVE_UP_MS, maxBuffer: 2 ** 24 };
    return new Promise((resolve) => {
      execFile("/bin/sh", argv, options, (_, stdout) => resolve(stdout));
    });
  }
}
