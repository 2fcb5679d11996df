import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { readText } from "./files.ts";

/** One line of the machine's process table. `started` tells two owners of one pid apart. */
export interface Pid {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly started: string;
  readonly dead: boolean;
}

/** Fields of /proc/PID/stat after the program's name: state, ppid, pgrp, ... starttime is the 20th. */
function fromProc(pid: string): Pid[] {
  const stat = readText(`/proc/${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields === undefined) return [];
  const [state = "", parent, group] = fields;
  const started = fields[19] ?? "";
  return [{ pid: Number(pid), parent: Number(parent), group: Number(group), started, dead: state === "Z" }];
}

function fromPs(): Pid[] {
  const text = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat=,lstart="], { encoding: "utf8" });
  return [...text.matchAll(/^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/gm)].map((line) => ({
    pid: Number(line[1]),
    parent: Number(line[2]),
    group: Number(line[3]),
    started: line[5] ?? "",
    dead: line[4]?.startsWith("Z") ?? false,
  }));
}

/** Everything that runs on this machine now, without the dead that nobody has buried. */
export function running(): readonly Pid[] {
  const all =
    process.platform === "linux"
      ? readdirSync("/proc")
          .filter((name) => /^\d+$/.test(name))
          .flatMap(fromProc)
      : fromPs();
  return all.filter((entry) => !entry.dead);
}

/** `roots`, their children to the last generation and the members of their process groups. */
export function families(roots: readonly number[], table = running()): readonly Pid[] {
  const members = new Set(roots);
  for (let size = -1; size !== members.size; ) {
    size = members.size;
    for (const { pid, parent, group } of table) {
      if (members.has(parent) || roots.includes(group)) members.add(pid);
    }
  }
  return table.filter((entry) => members.has(entry.pid) && entry.pid !== process.pid);
}

/** Sends `signal`; silent when the pid has gone. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // ESRCH: it has ended, which is what was wanted.
  }
}

const survivors = (wanted: readonly Pid[]): readonly Pid[] => {
  const now = new Map(running().map((entry) => [entry.pid, entry.started]));
  return wanted.filter((entry) => now.get(entry.pid) === entry.started);
};

/** SIGKILL to each of `victims` until none is left, at most two seconds. Returns those that survived. */
export async function exterminate(victims: readonly Pid[]): Promise<readonly Pid[]> {
  let left = survivors(victims);
  for (let round = 0; left.length > 0 && round < 100; round += 1) {
    for (const { pid } of left) signal(pid, "SIGKILL");
    await sleep(20);
    left = survivors(left);
  }
  return left;
}
