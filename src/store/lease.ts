import { link, mkdir, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { EXIT, Failure } from "../model/failure.ts";
import { readText, unwritable } from "./text-file.ts";

/** Who works on a pool. */
export interface Holder {
  readonly token: string;
  /** The lease ends with this program. */
  readonly pid: number;
  readonly machine: string;
  readonly verb: string;
  /** ISO time. */
  readonly since: string;
  /** Pid of the program whose children share the lease; absent when nobody shares it. */
  readonly family?: number;
}

/** Who asks for a lease. */
export interface Claim extends Pick<Holder, "token" | "verb" | "since"> {
  /**
   * Set by programs that one Terraform starts side by side, each for its own host: they share the lease. It lasts
   * until this program or until Terraform itself ends.
   */
  readonly shared?: "until-end" | "until-parent-ends";
}

export interface Lease {
  readonly token: string;
  release(): Promise<void>;
}

/** How often a lease is asked for while others take a stale one away, and the pause between, ms. */
const [TRIES, PAUSE] = [100, 10] as const;

const file = (home: string, pool: string): string => join(home, "leases", `${pool}.json`);

/**
 * Takes the lease on a pool. A holder on this machine whose program is gone loses it; so the next run
 * after a crash goes on. Throws `lease-held` (exit 5) with the name of the holder.
 */
export async function takeLease(home: string, pool: string, claim: Claim): Promise<Lease> {
  const path = file(home, pool);
  await mkdir(dirname(path), { recursive: true });
  const mine = holder(claim);
  const release = (): Promise<void> =>
    mine.pid === process.pid ? giveBack(path, mine.token) : Promise.resolve();
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (await claimed(path, mine)) return { token: mine.token, release };
    const text = await readText(path);
    const other = holderIn(text);
    if (isKin(mine, other)) return { token: mine.token, release };
    if (other !== undefined && isAlive(other)) throw held(path, other);
    if (text !== undefined) await removeStale(path, text, mine);
  }
  throw held(path, await readHolder(path));
}

function holder({ token, verb, since, shared }: Claim): Holder {
  const pid = shared === "until-parent-ends" ? process.ppid : process.pid;
  return { token, pid, machine: hostname(), verb, since, ...(shared && { family: process.ppid }) };
}

const isKin = (mine: Holder, other: Holder | undefined): boolean =>
  mine.family !== undefined && mine.family === other?.family && mine.machine === other.machine;

/** Lets a program work under a lease that another one took for it; refuses when someone else holds it. */
export async function respectLease(home: string, pool: string, token: string | undefined): Promise<void> {
  const path = file(home, pool);
  const other = await readHolder(path);
  if (other !== undefined && other.token !== token && isAlive(other)) throw held(path, other);
}

/**
 * Takes a lease away whose program is gone, or that was spoilt by hand. Subtleness ahead: between the look and the
 * removal somebody else may have done the same and claimed it. So only one at a time may remove, and that one looks
 * again first: the text it saw is gone for good once it was removed.
 */
async function removeStale(path: string, seen: string, mine: Holder): Promise<void> {
  const turn = `${path}.turn`;
  if (await claimed(turn, mine)) {
    try {
      if ((await readText(path)) === seen) await rm(path, { force: true });
    } finally {
      await rm(turn, { force: true });
    }
  } else {
    const other = await readHolder(turn);
    if (other !== undefined && !isAlive(other)) await rm(turn, { force: true });
    await setTimeout(PAUSE);
  }
}

/** A hard link is made by one of two at most, and its content is whole from the first moment. */
async function claimed(path: string, mine: Holder): Promise<boolean> {
  const draft = `${path}.${process.pid}.${mine.token}`;
  await writeFile(draft, `${JSON.stringify(mine, null, 2)}\n`).catch((error: unknown) => {
    throw unwritable(path, error);
  });
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

const readHolder = async (path: string): Promise<Holder | undefined> => holderIn(await readText(path));

/** Who holds it; nobody when there is no file or it was spoilt by hand. */
function holderIn(text: string | undefined): Holder | undefined {
  try {
    return (JSON.parse(text ?? "null") as Holder | null) ?? undefined;
  } catch {
    return undefined;
  }
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

function held(path: string, other: Holder | undefined): Failure {
  const who = other
    ? `${other.verb} (pid ${other.pid} on ${other.machine}, since ${other.since})`
    : "another run";
  return new Failure({
    code: "lease-held",
    subject: basename(path, ".json"),
    saw: `${who} holds the lease on this pool`,
    hint: `wait until it has ended; a lease whose program is gone on this machine is taken over by itself, any other one is the file ${path}`,
    exit: EXIT.leaseHeld,
  });
}
