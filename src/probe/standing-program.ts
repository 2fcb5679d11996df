import { type ChildProcess, spawn } from "node:child_process";
import { NVIDIA_QUERY } from "../load/signals/nvidia.ts";

/** A program that goes on printing, and the section its output is. */
interface Standing {
  readonly section: string;
  readonly argv: readonly [string, ...string[]];
}

const DISKSTATS = "while cat /proc/uptime /proc/diskstats && echo end; do sleep 1; done";

/** What stands beside a climb: programs that need a second for a reading, or cost too much to be started for each. */
export const STANDING: Readonly<Record<string, readonly Standing[]>> = {
  Darwin: [
    { section: "powermetrics", argv: ["powermetrics", "-s", "cpu_power,gpu_power", "-i", "1000", "-b", "1"] },
    { section: "iostat", argv: ["iostat", "-d", "-w", "1"] },
  ],
  Linux: [
    { section: "diskstats", argv: ["/bin/sh", "-c", DISKSTATS] },
    {
      section: "nvidia",
      argv: ["nvidia-smi", `--query-gpu=${NVIDIA_QUERY}`, "--format=csv,noheader,nounits", "-l", "1"],
    },
  ],
};

/** So much of the latest output is kept: several readings of each program. */
const TAIL = 64 * 1024;
/** After this silence the last output says nothing of now, ms. */
const STALE_MS = 5000;

/** The latest output of a program that is stopped with the climb. One that cannot be started prints nothing. */
export class StandingProgram {
  readonly section: string;
  readonly #child: ChildProcess;
  #tail = "";
  #heard = 0;

  constructor({ section, argv: [program, ...args] }: Standing) {
    this.section = section;
    const env = { ...process.env, LC_ALL: "C" };
    this.#child = spawn(program, args, { env, stdio: ["ignore", "pipe", "ignore"], detached: true });
    this.#child.on("error", () => undefined);
    this.#child.stdout?.on("data", (bytes: Buffer) => {
      this.#tail = (this.#tail + bytes.toString("utf8")).slice(-TAIL);
      this.#heard = performance.now();
    });
  }

  get output(): string {
    return performance.now() - this.#heard > STALE_MS ? "" : this.#tail;
  }

  /** Ends it with all it started: a shell's own child would go on. */
  stop(): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#child.exitCode !== null) return;
    try {
      process.kill(-pid);
    } catch {
      // It has gone by itself.
    }
  }
}
