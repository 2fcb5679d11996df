import { rmSync } from "node:fs";
import { join } from "node:path";
import { readText, writeWhole } from "./files.ts";
import { running } from "./pids.ts";
import type { PoolCard } from "./pool-card.ts";

/** `state.json`: the pool that a detached supervisor runs. */
export interface DaemonState extends PoolCard {
  readonly pid: number;
  /** Start time of `pid`, so that a stranger with the same number is not taken for it. */
  readonly started: string;
  readonly socket: string;
}

const fileOf = (dir: string): string => join(dir, "state.json");

export const writeState = (state: DaemonState): void =>
  writeWhole(fileOf(state.dir), JSON.stringify(state, undefined, 2));

export const forgetState = (dir: string): void => rmSync(fileOf(dir), { force: true });

/** What the supervisor of `dir` wrote down; `undefined` when there is none or it has died. */
export function liveState(dir: string): DaemonState | undefined {
  const text = readText(fileOf(dir));
  if (text === undefined) return undefined;
  const state = JSON.parse(text) as DaemonState;
  return running().some(({ pid, started }) => pid === state.pid && started === state.started)
    ? state
    : undefined;
}
