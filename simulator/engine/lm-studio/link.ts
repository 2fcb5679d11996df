import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { die } from "../release.ts";
import type { Door, Home } from "./home.ts";

/** How long a backend may take to answer after it was started, ms. */
const PATIENCE = 10_000;

/** Asks the backend behind `door`; throws what it says went wrong. */
export async function ask<T>(door: Door, method: string, path: string, body?: object): Promise<T> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const reply = await fetch(`http://127.0.0.1:${door.port}${path}`, init);
  const value = (await reply.json()) as T & { readonly error?: string };
  if (!reply.ok) throw new Error(value.error ?? String(reply.status));
  return value;
}

/** The backend that runs; `undefined` when none does. */
export async function running(home: Home): Promise<(Door & { readonly version: string }) | undefined> {
  const { door } = home;
  if (door === undefined) return undefined;
  try {
    process.kill(door.pid, 0);
    return { ...door, ...(await ask<{ readonly version: string }>(door, "GET", "/version")) };
  } catch {
    return undefined;
  }
}

/** The backend; when none runs it is started, away from whoever asked. */
export async function wake(home: Home): Promise<Door> {
  const found = await running(home);
  if (found !== undefined) return found;
  const { install } = home;
  if (install === undefined) return die("daemon is not running and no valid installation could be found");
  process.stderr.write("Waking up LM Studio service...\n");
  spawn(install.path, ["serve"], { detached: true, stdio: "ignore", env: process.env }).unref();
  const end = performance.now() + PATIENCE;
  while (performance.now() < end) {
    const door = await running(home);
    if (door !== undefined) return door;
    await sleep(20);
  }
  return die("Failed to start the LM Studio service.");
}
