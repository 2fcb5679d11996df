import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { signal } from "../pids.ts";
import type { Definition } from "./definition.ts";
import { type Ending, environmentOf, type JobState } from "./print.ts";

/** What a job needs from its launchd. */
export interface JobKeeper {
  /** Real seconds per second of ThrottleInterval; 1 is what a Mac does. */
  readonly throttleScale: number;
  /** Called at every transition. */
  readonly changed: (job: Job) => void;
  /** Called with the pid of every program that has ended. */
  readonly ended: (pid: number) => void;
  readonly log: (line: string) => void;
}

/** EX_CONFIG: how launchd notes a program that could not be started at all. */
const EX_CONFIG = 78;

/** One loaded job: spawned, watched, started again. */
export class Job {
  readonly definition: Definition;
  readonly #keeper: JobKeeper;
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #spawnedAt = Number.NEGATIVE_INFINITY;
  #runs = 0;
  #last: Ending | undefined;
  #leaving = false;
  #restart = false;
  #ended: (() => void)[] = [];

  constructor(definition: Definition, keeper: JobKeeper) {
    this.definition = definition;
    this.#keeper = keeper;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** True from bootout until the program has ended. */
  get leaving(): boolean {
    return this.#leaving;
  }

  get state(): JobState {
    const pid = this.pid;
    const state =
      pid !== undefined ? "running" : this.#timer !== undefined ? "spawn scheduled" : "not running";
    return {
      state,
      runs: this.#runs,
      ...(pid === undefined ? {} : { pid }),
      ...(this.#last === undefined ? {} : { last: this.#last }),
    };
  }

  start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#child !== undefined || this.#leaving) return;
    this.#runs += 1;
    this.#spawnedAt = performance.now();
    this.#spawn();
    this.#keeper.changed(this);
  }

  /** SIGTERM, then SIGKILL after ExitTimeOut. Resolves when the program has ended. */
  stop(): Promise<void> {
    const child = this.#child;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (child?.pid === undefined) return Promise.resolve();
    const group = -child.pid;
    signal(child.pid, "SIGTERM");
    const { exitTimeOut } = this.definition;
    const killer =
      exitTimeOut === 0 ? undefined : setTimeout(() => signal(group, "SIGKILL"), exitTimeOut * 1000);
    return new Promise((resolve) => {
      this.#ended.push(() => {
        clearTimeout(killer);
        resolve();
      });
    });
  }

  /** Stops for good: no restart whatever KeepAlive says. */
  leave(): Promise<void> {
    this.#leaving = true;
    return this.stop();
  }

  /** `kickstart -k`: the running program ends and the next starts at once, whatever the throttle says. */
  restart(): void {
    this.#restart = this.#child !== undefined;
    if (this.#restart) void this.stop();
    else this.start();
  }

  /** A signal to the program alone. False when none runs. */
  kill(name: NodeJS.Signals): boolean {
    if (this.pid === undefined) return false;
    signal(this.pid, name);
    return true;
  }

  #spawn(): void {
    const { arguments: argv, workingDirectory } = this.definition;
    const [program = "", ...rest] = argv;
    let files: {
      readonly all: readonly number[];
      readonly out: number | "ignore";
      readonly err: number | "ignore";
    };
    try {
      files = this.#openLogs();
    } catch (cause) {
      this.#neverStarted(String(cause));
      return;
    }
    const child = spawn(program, rest, {
      cwd: workingDirectory ?? "/",
      env: environmentOf(this.definition),
      detached: true,
      stdio: ["ignore", files.out, files.err],
    });
    for (const file of files.all) closeSync(file);
    this.#watch(child);
  }

  #openLogs() {
    const open = (path: string | undefined): number | "ignore" =>
      path === undefined ? "ignore" : openSync(path, "a", 0o640);
    const out = open(this.definition.stdoutPath);
    const err = open(this.definition.stderrPath);
    return { out, err, all: [out, err].filter((file) => file !== "ignore") };
  }

  #watch(child: ChildProcess): void {
    child.once("error", (cause) => {
      if (child.pid === undefined) this.#neverStarted(String(cause));
    });
    if (child.pid === undefined) return;
    this.#child = child;
    child.once("exit", (code, name) => {
      // What the program left behind in its group goes with it (AbandonProcessGroup is false).
      if (child.pid !== undefined) {
        signal(-child.pid, "SIGKILL");
        this.#keeper.ended(child.pid);
      }
      this.#over(name === null ? { kind: "exit", code: code ?? 0 } : { kind: "signal", name });
    });
  }

  #neverStarted(cause: string): void {
    this.#keeper.log(`${this.definition.label}: could not start: ${cause}`);
    this.#over({ kind: "exit", code: EX_CONFIG });
  }

  #over(ending: Ending): void {
    this.#child = undefined;
    this.#last = ending;
    const immediate = this.#restart;
    this.#restart = false;
    if (!this.#leaving && immediate) this.start();
    else if (!this.#leaving && this.#shallRun(ending)) this.#schedule();
    this.#keeper.changed(this);
    for (const resolve of this.#ended.splice(0)) resolve();
  }

  #shallRun(ending: Ending): boolean {
    const { always, successfulExit, crashed } = this.definition.keepAlive;
    const success = ending.kind === "exit" && ending.code === 0;
    return always || successfulExit === success || crashed === (ending.kind === "signal");
  }

  #schedule(): void {
    const throttle = this.definition.throttle * 1000 * this.#keeper.throttleScale;
    const wait = Math.max(0, this.#spawnedAt + throttle - performance.now());
    this.#timer = setTimeout(() => this.start(), wait);
  }
}
