import { join } from "node:path";
import { Failure } from "../src/model/failure.ts";
import { keptBlueprint } from "./blueprint.ts";
import { forgetState, writeState } from "./daemon-state.ts";
import { writeWhole } from "./files.ts";
import { running } from "./pids.ts";
import { type PoolOptions, type SimulatedPool, startPool } from "./pool.ts";
import { cardOf } from "./pool-card.ts";

/** Runs a pool until it is told to end: by its socket, SIGTERM or SIGINT. The one argument is JSON. */
const options = JSON.parse(process.argv[2] ?? "{}") as PoolOptions & { readonly dir: string };
const { dir } = options;

async function leave(pool: SimulatedPool): Promise<void> {
  await pool.stop();
  forgetState(dir);
  process.exit(0);
}

function announce(pool: SimulatedPool): void {
  const started = running().find(({ pid }) => pid === process.pid)?.started ?? "";
  const socket = keptBlueprint(dir)?.socket ?? "";
  writeState({ ...cardOf(pool), pid: process.pid, started, socket });
}

async function main(): Promise<void> {
  const told = new AbortController();
  const pool = await startPool({ ...options, leave: () => told.abort() });
  for (const name of ["SIGTERM", "SIGINT"] as const) process.on(name, () => told.abort());
  // One host that misbehaves must not take the others with it.
  process.on("uncaughtException", (cause) => process.stderr.write(`${cause.stack ?? cause.message}\n`));
  process.on("unhandledRejection", (cause) => process.stderr.write(`${String(cause)}\n`));
  announce(pool);
  told.signal.addEventListener("abort", () => void leave(pool), { once: true });
  if (told.signal.aborted) await leave(pool);
}

main().catch((cause: unknown) => {
  const parts =
    cause instanceof Failure
      ? cause
      : { saw: String(cause), code: "pool-broken", subject: dir, hint: "read daemon.log" };
  const { code, subject, saw, hint } = parts;
  writeWhole(join(dir, "daemon-error.json"), JSON.stringify({ code, subject, saw, hint }));
  process.stderr.write(`${String(cause)}\n`);
  process.exit(1);
});
