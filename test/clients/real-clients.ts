import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ClientCall } from "./client-child.ts";

/** A program of a user, which trusts what `NODE_EXTRA_CA_CERTS` names as every Node program does. */
export interface RealClients {
  /** What the caller sees: `answers "..."`, `throws ...`, or both. */
  readonly see: (call: ClientCall) => Promise<string>;
  /** Calls whose first piece has come, since the start. */
  readonly begun: () => number;
  readonly stop: () => Promise<void>;
}

/** Starts the program; `caFile` holds the certificate that its TLS trusts. */
export function realClients(caFile: string): RealClients {
  const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, "client-child.ts")], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile, NODE_NO_WARNINGS: "1" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const waiting = new Map<number, (saw: string) => void>();
  let begun = 0;
  createInterface({ input: child.stdout }).on("line", (line) => {
    const said = JSON.parse(line) as { begun?: boolean; id?: number; saw?: string };
    if (said.begun) begun += 1;
    else waiting.get(said.id ?? -1)?.(said.saw ?? "");
  });
  let last = 0;
  return {
    see: (call) => {
      const id = ++last;
      child.stdin.write(`${JSON.stringify({ id, call })}\n`);
      return new Promise((resolve) => waiting.set(id, resolve));
    },
    begun: () => begun,
    stop: async () => {
      const ended = once(child, "exit");
      child.stdin.end();
      child.kill();
      await ended;
    },
  };
}
