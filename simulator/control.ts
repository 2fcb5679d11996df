import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync } from "node:fs";
import { request } from "node:http";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure, type FailureParts } from "../src/model/failure.ts";
import { type DaemonState, forgetState, liveState } from "./daemon-state.ts";
import { readText } from "./files.ts";
import type { EngineSet } from "./inventory-engines.ts";
import { running, signal } from "./pids.ts";
import { settle } from "./pool.ts";

export type { DaemonState } from "./daemon-state.ts";

export interface SimUp {
  readonly hosts: number;
  /** Default none. */
  readonly gateways?: number;
  readonly dir: string;
  readonly name?: string;
  /** What runs on every host; default `ollama`. */
  readonly engines?: EngineSet;
  readonly throttleScale?: number;
}

export interface SimFault {
  readonly dir: string;
  readonly host: string;
  readonly kind: string;
  readonly clear?: boolean;
}

/** How long a pool may take to come up or to end, ms. */
const PATIENCE = 60_000;
const LOOK_AGAIN = 25;

const notRunning = (dir: string): Failure =>
  new Failure({
    code: "pool-down",
    subject: dir,
    saw: "no embedded pool runs here",
    hint: "start one with: espalier sim up",
  });

/** One question to the supervisor. Its refusals come back as Failures. */
function ask(socketPath: string, path: string, body: unknown = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, path, method: "POST" }, (reply) => {
      let text = "";
      reply.setEncoding("utf8");
      reply.on("data", (part: string) => {
        text += part;
      });
      reply.on("end", () => {
        const value = JSON.parse(text) as FailureParts;
        if (reply.statusCode === 200) resolve(value);
        else reject(value.code === undefined ? new Error(text) : new Failure(value));
      });
    });
    asking.once("error", reject);
    asking.end(JSON.stringify(body));
  });
}

/** Starts the supervisor in its own session, its words in `daemon.log`. */
function detach(options: SimUp) {
  mkdirSync(options.dir, { recursive: true });
  rmSync(join(options.dir, "daemon-error.json"), { force: true });
  const log = openSync(join(options.dir, "daemon.log"), "a");
  const daemon = new URL("daemon.ts", import.meta.url).pathname;
  const child = spawn(
    process.execPath,
    ["--import", import.meta.resolve("tsx"), daemon, JSON.stringify(options)],
    { detached: true, stdio: ["ignore", log, log] },
  );
  closeSync(log);
  child.unref();
  return child;
}

function broken(dir: string): Failure {
  const text = readText(join(dir, "daemon-error.json"));
  if (text !== undefined) return new Failure(JSON.parse(text) as FailureParts);
  return new Failure({
    code: "pool-broken",
    subject: dir,
    saw: "the embedded pool did not come up",
    hint: `read ${join(dir, "daemon.log")}`,
  });
}

const isWished = (state: DaemonState, { hosts, engines = "ollama", gateways = 0 }: SimUp): boolean =>
  state.hosts.length === hosts && state.engines === engines && state.gateways.length === gateways;

const told = ({ hosts, engines = "ollama", gateways = 0 }: Omit<SimUp, "dir">): string =>
  `${hosts} hosts (${engines})${gateways > 0 ? ` and ${gateways} gateways` : ""}`;

const counted = (state: DaemonState): Omit<SimUp, "dir"> => ({
  ...state,
  hosts: state.hosts.length,
  gateways: state.gateways.length,
});

/** Starts a detached pool and waits until every host can be reached; one that runs already is left alone. */
export async function simUp(wish: SimUp): Promise<DaemonState> {
  const options = { ...wish, dir: resolve(wish.dir) };
  const already = liveState(options.dir);
  if (already !== undefined) {
    if (isWished(already, options)) return already;
    throw new Failure({
      code: "pool-running",
      subject: options.dir,
      saw: `a pool of ${told(counted(already))} runs here, ${told(options)} were wanted`,
      hint: "end it first with: espalier sim down",
    });
  }
  forgetState(options.dir);
  const child = detach(options);
  const end = performance.now() + PATIENCE;
  while (child.exitCode === null && child.signalCode === null && performance.now() < end) {
    const state = liveState(options.dir);
    if (state?.pid === child.pid && state !== undefined) return state;
    await sleep(LOOK_AGAIN);
  }
  if (child.pid !== undefined) signal(child.pid, "SIGTERM");
  await settle(options.dir);
  throw broken(options.dir);
}

/** Ends the pool of `dir` and whatever a supervisor that was killed has left there. */
export async function simDown({ dir }: { readonly dir: string }): Promise<void> {
  const place = resolve(dir);
  const state = liveState(place);
  if (state !== undefined) {
    await ask(state.socket, "/stop").catch(() => signal(state.pid, "SIGTERM"));
    const end = performance.now() + PATIENCE;
    // It takes its state away a moment before it ends.
    const isUp = (): boolean => running().some(({ pid }) => pid === state.pid);
    while (isUp() && performance.now() < end) await sleep(LOOK_AGAIN);
    if (isUp()) signal(state.pid, "SIGKILL");
  }
  forgetState(place);
  await settle(place);
}

/** Strikes or clears a fault. Returns what was done, one sentence. */
export async function simFault({ dir, host, kind, clear = false }: SimFault): Promise<string> {
  const state = await simStatus({ dir });
  await ask(state.socket, "/fault", { host, kind, clear });
  return `${kind} ${clear ? "cleared" : "struck"} on ${host}`;
}

/** The pool that runs in `dir`. Throws a Failure when none does. */
export async function simStatus({ dir }: { readonly dir: string }): Promise<DaemonState> {
  const place = resolve(dir);
  const state = liveState(place);
  if (state === undefined) throw notRunning(place);
  return { ...state, ...((await ask(state.socket, "/status")) as Partial<DaemonState>) };
}
