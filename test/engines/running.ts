import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProxyEngine } from "../../templates/haproxy/wish.ts";

/** A real engine that answers, with one tiny model in it. */
export interface Running {
  readonly port: number;
  /** As the engine names the model. */
  readonly model: string;
  readonly proxied: Pick<ProxyEngine, "probe" | "api">;
  readonly stop: () => Promise<void>;
}

/** One kind of engine: what it is called on PATH, and how it is filled and started. */
export interface RealEngine {
  readonly program: string;
  /** Words after the program that make it tell its version. */
  readonly version: readonly string[];
  /** Admits the tiny model by its digests, starts the engine and proves what it holds. */
  readonly start: (parts: {
    readonly path: string;
    readonly root: string;
    readonly port: number;
  }) => Promise<Running>;
}

export interface ProgramParts {
  readonly argv: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly log: string;
  /** Answers with 200 when the engine is up. */
  readonly page: string;
}

/** How long an engine may take to answer, ms: shaders, Python. */
const PATIENCE = 120_000;

const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  );

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(killer);
}

/** Starts a program and waits for its page. Returns how to end it; rejects with the end of its log. */
export async function startProgram({
  argv,
  environment,
  log,
  page,
}: ProgramParts): Promise<() => Promise<void>> {
  const [program = "", ...args] = argv;
  const file = openSync(log, "a");
  const child = spawn(program, args, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", file, file],
  });
  const deadline = performance.now() + PATIENCE;
  while (!(await answers(page))) {
    if (child.exitCode === null && child.signalCode === null && performance.now() < deadline) {
      await sleep(100);
      continue;
    }
    await end(child);
    throw new Error(`${program} does not answer ${page}:\n${readFileSync(log, "utf8").slice(-2000)}`);
  }
  return () => end(child);
}
