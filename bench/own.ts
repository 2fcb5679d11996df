import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { type BenchPool, espalier } from "./bench-pool.ts";
import { measure } from "./stopwatch.ts";
import type { Timing } from "./timing.ts";

/** The user's command as a whole process. Throws unless every host has nothing to do. */
export async function planCommand(pool: BenchPool): Promise<Timing> {
  const { wall, cpu, stdout } = await measure(espalier(pool, "plan", pool.name), pool.scratch);
  expectNoops(pool, stdout.split("\n").filter((line) => / nothing to do, \d+ as wished$/.test(line)).length);
  return { wall, cpu };
}

function expectNoops(pool: BenchPool, noops: number): void {
  if (noops === pool.hosts.length) return;
  throw new Error(`${noops} of ${pool.hosts.length} hosts have nothing to do: this is not a no-op`);
}

/** A process that plans when it is told to. */
export interface Resident {
  plan(): Promise<Timing>;
  stop(): void;
}

/** Starts the process that stays. */
export function startResident(pool: BenchPool): Resident {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    process.execPath,
    ["--import", "tsx", "bench/resident.ts"],
    { env: { ...process.env, ...pool.environment }, stdio: ["pipe", "pipe", "inherit"] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async plan() {
      child.stdin.write(`${pool.name}\n`);
      const { value } = await lines.next();
      const told = JSON.parse(value ?? "{}") as Timing & { readonly exit: number; readonly noops: number };
      if (told.exit !== 0) throw new Error(`the resident plan ended with ${told.exit}`);
      expectNoops(pool, told.noops);
      return { wall: told.wall, cpu: told.cpu };
    },
    stop: () => void child.kill(),
  };
}
