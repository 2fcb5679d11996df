import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { simDown, simFault, simStatus, simUp } from "../../simulator/control.ts";
import { running } from "../../simulator/pids.ts";
import { type SimulatedHost, type SimulatedPool, startPool } from "../../simulator/pool.ts";
import { eventually } from "../eventually.ts";
import { install, onHost, raze, ssh } from "./shell.ts";

/** A job that ignores SIGTERM and has a child in its group. Its seconds are found nowhere else on the machine. */
const STUBBORN = {
  label: "com.stubborn",
  program: ["/bin/sh", "-c", "trap '' TERM; /bin/sleep 86430 & while :; do /bin/sleep 86430; done"],
  more: "<key>KeepAlive</key><true/><key>ExitTimeOut</key><integer>0</integer>",
};

const directories: string[] = [];
const fresh = (): string => {
  const dir = mkdtempSync("/tmp/espalier-");
  directories.push(dir);
  return dir;
};
afterEach(async () => {
  for (const dir of directories.splice(0)) {
    await simDown({ dir });
    rmSync(dir, { recursive: true, force: true });
  }
});

/** Loads the stubborn job and logs in for a long time. */
async function settle(pool: SimulatedPool): Promise<void> {
  const [host] = pool.hosts as [SimulatedHost];
  await onHost(host, `sudo -n launchctl bootstrap system ${install(host, STUBBORN)}`);
  void ssh(pool, host, "/bin/sleep 86431");
  await eventually("the program runs", () => commands("sleep 86431").length > 0);
}

/** Pids whose command line holds `words`; the table of pids has no command lines. */
function commands(words: string): readonly number[] {
  const found = execFileSync("ps", ["-A", "-ww", "-o", "pid=,command="], { encoding: "utf8" });
  return found
    .split("\n")
    .filter((line) => line.includes(words) && !line.includes("ps -A"))
    .map((line) => Number.parseInt(line, 10));
}

const noted = (dir: string): number[] => readdirSync(join(dir, "pids")).map(Number);
const isAlive = (pid: number): boolean => running().some((entry) => entry.pid === pid);

describe("nothing survives", () => {
  test("stop(), whatever ignores SIGTERM and whoever is logged in", async () => {
    const pool = await startPool({ hosts: 1 });
    await settle(pool);
    const pids = noted(pool.dir);
    expect(pids.filter(isAlive)).toHaveLength(2);
    await raze(pool);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(commands(pool.dir)).toEqual([]);
    expect(commands("sleep 86431")).toEqual([]);
    expect(commands("sleep 86430")).toEqual([]);
  });

  test("stop() in the middle of a restart", async () => {
    const pool = await startPool({ hosts: 1 });
    const restart = pool.fault("mac-01", "reboot");
    await raze(pool);
    await restart;
    expect(commands(pool.dir)).toEqual([]);
  });

  test("a start that fails: a port of the pool is somebody else's", async () => {
    const dir = fresh();
    const first = await startPool({ dir, hosts: 1 });
    await first.stop();
    const thief = createServer();
    await new Promise<void>((resolve) =>
      thief.listen(Number(new URL(first.mirrorUrl).port), "127.0.0.1", resolve),
    );
    await expect(startPool({ dir, hosts: 1 })).rejects.toMatchObject({ code: "port-taken" });
    await new Promise((resolve) => thief.close(resolve));
    expect(commands(dir)).toEqual([]);
    await (await startPool({ dir, hosts: 1 })).stop();
  });

  test("sim down after the supervisor was killed with SIGKILL", async () => {
    const dir = fresh();
    const state = await simUp({ dir, hosts: 1 });
    const pool = { ...state, blobBytes: 0, stop: () => simDown({ dir }), fault: () => Promise.resolve() };
    await settle(pool);
    const pids = noted(dir);
    process.kill(state.pid, "SIGKILL");
    await eventually("its owner is dead", () => !isAlive(state.pid));
    expect(pids.filter(isAlive)).toHaveLength(2);
    await expect(simStatus({ dir })).rejects.toMatchObject({ code: "pool-down" });
    await simDown({ dir });
    expect(pids.filter(isAlive)).toEqual([]);
    // The ssh client of this test ends a moment after its server.
    await eventually("nothing of it is left", () => commands("sleep 8643").length === 0);
  });

  test("and sim up after it brings the same pool back", async () => {
    const dir = fresh();
    const before = await simUp({ dir, hosts: 1 });
    process.kill(before.pid, "SIGKILL");
    await eventually("the old pool is gone", () => !isAlive(before.pid));
    const after = await simUp({ dir, hosts: 1 });
    expect(after.hosts).toEqual(before.hosts);
    expect(after.pid).not.toBe(before.pid);
  });
});

describe("the detached pool", () => {
  test("comes up, tells how it stands, takes faults and goes", async () => {
    const dir = fresh();
    const state = await simUp({ dir, hosts: 2, name: "grove" });
    expect(existsSync(join(state.inventory, "pools/grove.yaml"))).toBe(true);
    expect(await simUp({ dir, hosts: 2 })).toEqual(state);
    await expect(simUp({ dir, hosts: 3 })).rejects.toMatchObject({ code: "pool-running" });
    await expect(simUp({ dir, hosts: 2, engines: "mixed" })).rejects.toMatchObject({
      saw: "a pool of 2 hosts (ollama) runs here, 2 hosts (mixed) were wanted",
    });
    expect(await simFault({ dir, host: "mac-02", kind: "host-key" })).toBe("host-key struck on mac-02");
    expect((await simStatus({ dir })).hosts[1]?.hostKey).not.toBe(state.hosts[1]?.hostKey);
    await expect(simFault({ dir, host: "mac-02", kind: "gremlins" })).rejects.toMatchObject({
      code: "fault-unknown",
    });
    await simDown({ dir });
    expect(isAlive(state.pid)).toBe(false);
    await expect(simFault({ dir, host: "mac-02", kind: "reboot" })).rejects.toMatchObject({
      code: "pool-down",
    });
  });

  test("in a directory too long for unix sockets puts its roots elsewhere", async () => {
    const dir = join(fresh(), "a-directory-name-as-long-as-people-like-to-have-them".repeat(2));
    const state = await simUp({ dir, hosts: 1 });
    const [root = ""] = state.hosts.map((host) => host.root);
    expect(root.startsWith(dir)).toBe(false);
    expect(`${root}/opt/espalier/run/haproxy.sock.1234567.tmp`.length).toBeLessThan(104);
    await simDown({ dir });
    rmSync(join(root, ".."), { recursive: true });
  });
});
