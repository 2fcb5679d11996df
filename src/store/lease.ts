import { link, mkdir, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { EXIT, Failure } from "../model/failure.ts";
import { readText } from "./text-file.ts";

/** Who works on a pool. */
export interface Holder {
  readonly token: string;
  readonly pid: number;
  readonly machine: string;
  readonly verb: string;
  /** ISO time. */
  readonly since: string;
}

export interface Lease {
  readonly token: string;
  release(): Promise<void>;
}

const file = (home: string, pool: string): string => join(home, "leases", `${pool}.json`);

/**
 * Takes the lease on a pool. A holder on this machine whose program is gone loses it; so the next run
 * after a crash goes on. Throws `lease-held` (exit 5) with the name of the holder.
 */
export async function takeLease(
  home: string,
  pool: string,
  holder: Omit<Holder, "pid" | "machine">,
): Promise<Lease> {
  const path = file(home, pool);
  await mkdir(dirname(path), { recursive: true });
  const mine: Holder = { ...holder, pid: process.pid, machine: hostname() };
  for (let tries = 0; tries < 3; tries += 1) {
    if (await claimed(path, mine))
      return { token: holder.token, release: () => giveBack(path, holder.token) };
    const other = await readHolder(path);
    if (other !== undefined && isAlive(other)) throw held(pool, other);
    await rm(path, { force: true });
  }
  throw held(pool, await readHolder(path));
}

/** Lets a program work under a lease that another one took for it; refuses when someone else holds it. */
export async function respectLease(home: string, pool: string, token: string | undefined): Promise<void> {
  const other = await readHolder(file(home, pool));
  if (other !== undefined && other.token !== token && isAlive(other)) throw held(pool, other);
}

/** A hard link is made by one of two at most, and its content is whole from the first moment. */
async function claimed(path: string, mine: Holder): Promise<boolean> {
  const draft = `${path}.${mine.pid}.${mine.token}`;
  await writeFile(draft, `${JSON.stringify(mine, null, 2)}\n`);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}

async function giveBack(path: string, token: string): Promise<void> {
  if ((await readHolder(path))?.token === token) await rm(path, { force: true });
}

async function readHolder(path: string): Promise<Holder | undefined> {
  const text = await readText(path);
  return text === undefined ? undefined : (JSON.parse(text) as Holder);
}

function isAlive(holder: Holder): boolean {
  if (holder.machine !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function held(pool: string, holder: Holder | undefined): Failure {
  const who = holder
    ? `${holder.verb} (pid ${holder.pid} on ${holder.machine}, since ${holder.since})`
    : "another run";
  return new Failure({
    code: "lease-held",
    subject: pool,
    saw: `${who} holds the lease on this pool`,
    hint: "wait until it has ended; a lease whose program is gone on this machine is taken over by itself",
    exit: EXIT.leaseHeld,
  });
}
