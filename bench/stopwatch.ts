import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Timing } from "./timing.ts";

/** A command to be measured. */
export interface Call {
  readonly argv: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  readonly directory?: string;
}

/** What a measured command said. */
export interface Run extends Timing {
  readonly stdout: string;
}

/** bash asks the kernel (`getrusage`) for the command and for every program it waited for, to the millisecond. */
const TIMED = 'TIMEFORMAT="%3R %3U %3S"; exec 3>&1 4>&2; { time "$@" >&3 2>&4; } 2>"$0"';

const running = new Set<number>();

/** Runs a command in a process group of its own and takes its time. Throws when its exit is not 0. */
export async function measure(call: Call, scratch: string): Promise<Run> {
  const file = join(scratch, "times");
  const { exit, stdout, stderr } = await run({ ...call, argv: ["bash", "-c", TIMED, file, ...call.argv] });
  if (exit !== 0) throw new Error(`${call.argv.join(" ")} ended with ${exit}:\n${stderr}${stdout}`);
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = readFileSync(file, "utf8")
    .trim()
    .split(" ")
    .map(Number);
  return { wall, cpu: user + system, stdout };
}

/** How a command ended and what it said; `exit` is null when it was killed. */
export interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in a process group of its own. */
export function run({ argv, environment, directory }: Call): Promise<Ended> {
  const [program = "", ...words] = argv;
  const child = spawn(program, words, {
    cwd: directory,
    env: { ...process.env, ...environment },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
    });
  if (child.pid !== undefined) running.add(child.pid);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exit) => {
      if (child.pid !== undefined) running.delete(child.pid);
      resolve({ exit, ...said });
    });
  });
}

/** Ends every command that still runs, with all that it started. */
export function endRunning(): void {
  for (const pid of running) {
    try {
      process.kill(-pid, "SIGTERM");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}
