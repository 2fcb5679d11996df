import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { Failure } from "../model/failure.ts";
import { ownCut } from "./cut.ts";
import { listenForStop, type StopSignal } from "./stop-signals.ts";

export interface ProgramCall {
  readonly directory: string;
  /** File to which everything is appended that the program prints. */
  readonly log: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Text for its standard input, which is closed after it; absent: there is none. */
  readonly input?: string;
  readonly onLine?: (line: string, from: "stdout" | "stderr") => void;
}

/** How a program ended: `exit` when it ended by itself, `signal` when it was killed. */
export interface ProgramRun {
  readonly exit?: number;
  readonly signal?: NodeJS.Signals;
  /** What this process was told meanwhile, and handed on. */
  readonly stopped?: StopSignal;
  readonly log: string;
  /** Why the log lacks some of it. */
  readonly unkept?: string;
  /** The last lines it printed, at most 60. */
  readonly tail: readonly string[];
}

const TAIL = 60;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * Runs a long program in a process group of its own. When this process is told to stop, the whole group is
 * told the same and this waits for its end. Throws `Failure` when the program cannot be started, and the reason when work was cut off
 * before.
 */
export async function runProgram(argv: readonly string[], call: ProgramCall): Promise<ProgramRun> {
  ownCut()?.throwIfAborted();
  const [program = "", ...rest] = argv;
  mkdirSync(dirname(call.log), { recursive: true });
  const child = spawn(program, rest, {
    cwd: call.directory,
    env: call.environment,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  give(child, call.input);
  const tail = listen(child, call);
  const log = keep(child, call.log);
  const stop = passSignals(child.pid);
  try {
    const end = await ended(child, program, call.directory);
    const unkept = await log();
    return { ...end, ...stop.told(), log: call.log, tail, ...(unkept !== undefined && { unkept }) };
  } finally {
    stop.release();
    await log();
  }
}

/** A program that ends before it has read everything breaks the pipe: its exit code says why. */
function give({ stdin }: Child, input = ""): void {
  stdin.on("error", () => undefined);
  stdin.end(input);
}

function ended(
  child: Child,
  program: string,
  directory: string,
): Promise<Pick<ProgramRun, "exit" | "signal">> {
  return new Promise((resolve, reject) => {
    child.once("close", (exit, signal) => resolve(signal === null ? { exit: exit ?? 1 } : { signal }));
    child.once("error", (cause) => {
      const saw = `cannot be started in ${directory}: ${cause.message}`;
      const hint = "see whether the program and the directory exist";
      reject(new Failure({ code: "program-unstartable", subject: program, saw, hint, cause }));
    });
  });
}

/**
 * Appends both streams to the file; the returned function waits until all is written, and says why it could not be. A full disk must
 * not stop the program: it is heard to its end all the same.
 */
function keep(child: Child, path: string): () => Promise<string | undefined> {
  const log = createWriteStream(path, { flags: "a" });
  let broke: string | undefined;
  log.on("error", (error) => {
    broke ??= error.message;
  });
  const write = (chunk: Buffer): void => {
    if (broke === undefined) log.write(chunk);
  };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", write);
  return async () => {
    log.end();
    await finished(log).catch(() => undefined);
    return broke;
  };
}

/** Tells each line to the caller; returns the last ones, which grow while the program runs. */
function listen(child: Child, { onLine }: ProgramCall): readonly string[] {
  const tail: string[] = [];
  for (const from of ["stdout", "stderr"] as const) {
    createInterface({ input: child[from] }).on("line", (line) => {
      tail.push(line);
      if (tail.length > TAIL) tail.shift();
      onLine?.(line, from);
    });
  }
  return tail;
}

/**
 * Hands on to the group what tells this process to stop, until released. A terminal that goes away is not theirs, and a program that
 * does not expect it, such as Terraform, would end in the middle of its work: they are told to end in order.
 */
function passSignals(pid: number | undefined) {
  let stopped: StopSignal | undefined;
  const pass = (signal: StopSignal) => {
    stopped = signal;
    tell(pid, signal === "SIGHUP" ? "SIGTERM" : signal);
  };
  const last = () => tell(pid, "SIGTERM");
  const leave = listenForStop(pass);
  process.once("exit", last);
  return {
    told: (): Pick<ProgramRun, "stopped"> => (stopped === undefined ? {} : { stopped }),
    release: (): void => {
      leave();
      process.off("exit", last);
    },
  };
}

/**
 * Tells a whole process group; one that is gone already needs no telling. Where its members have ended and nobody has
 * waited for them yet, Linux says ESRCH or nothing and macOS EPERM (`kill(2)` skips zombies, and is left without permission).
 */
function tell(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!["ESRCH", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
