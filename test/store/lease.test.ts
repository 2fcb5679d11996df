import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EXIT, type Failure } from "../../src/model/failure.ts";
import { type Holder, respectLease, takeLease } from "../../src/store/lease.ts";

const LEASE_MODULE = join(import.meta.dirname, "../../src/store/lease.ts");

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "espalier-lease-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const holder = (token: string, verb = "deploy") => ({ token, verb, since: "2026-11-20T22:10:04Z" });
const leaseFile = (): string => join(home, "leases", "orchard.json");
const present = (): Holder => JSON.parse(readFileSync(leaseFile(), "utf8")) as Holder;

function left(by: Partial<Holder>): void {
  mkdirSync(join(home, "leases"), { recursive: true });
  const whole = { ...holder("theirs"), pid: process.pid, machine: hostname(), ...by };
  writeFileSync(leaseFile(), JSON.stringify(whole));
}

/** The pid of a program that has ended. */
const endedPid = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

const refusal = (taking: Promise<unknown>): Promise<Failure> =>
  taking.then(
    () => {
      throw new Error("the lease was given");
    },
    (error: unknown) => error as Failure,
  );

describe("a lease on a pool", () => {
  test("is taken by the first, who is named in it", async () => {
    await takeLease(home, "orchard", holder("mine"));
    expect(present()).toEqual({ ...holder("mine"), pid: process.pid, machine: hostname() });
  });

  test("is refused to the second with exit 5 and the name of the first", async () => {
    await takeLease(home, "orchard", holder("first", "deploy"));
    const failure = await refusal(takeLease(home, "orchard", holder("second")));
    expect(failure).toMatchObject({ code: "lease-held", subject: "orchard", exit: EXIT.leaseHeld });
    expect(failure.message).toContain(
      `deploy (pid ${process.pid} on ${hostname()}, since 2026-11-20T22:10:04Z)`,
    );
    expect(present().token).toBe("first");
  });

  test("of one pool does not hinder another pool", async () => {
    await takeLease(home, "orchard", holder("one"));
    await expect(takeLease(home, "vineyard", holder("two"))).resolves.toMatchObject({ token: "two" });
  });

  test("can be taken again when it was given back", async () => {
    const lease = await takeLease(home, "orchard", holder("first"));
    await lease.release();
    await expect(takeLease(home, "orchard", holder("second"))).resolves.toMatchObject({ token: "second" });
  });

  test("is given back by its holder only", async () => {
    const lease = await takeLease(home, "orchard", holder("first"));
    left({ token: "another" });
    await lease.release();
    expect(present().token).toBe("another");
  });

  test("can be given back twice", async () => {
    const lease = await takeLease(home, "orchard", holder("first"));
    await lease.release();
    await expect(lease.release()).resolves.toBeUndefined();
  });

  test("leaves nothing behind but itself", async () => {
    left({ pid: endedPid() });
    const lease = await takeLease(home, "orchard", holder("first"));
    expect(readdirSync(join(home, "leases"))).toEqual(["orchard.json"]);
    await lease.release();
    expect(readdirSync(join(home, "leases"))).toEqual([]);
  });
});

describe("a holder that is gone", () => {
  test("loses the lease when its program has ended on this machine", async () => {
    left({ pid: endedPid() });
    await takeLease(home, "orchard", holder("mine"));
    expect(present().token).toBe("mine");
  });

  test("keeps it when it is on another machine: nobody here can see whether it lives", async () => {
    left({ pid: endedPid(), machine: "elsewhere" });
    const failure = await refusal(takeLease(home, "orchard", holder("mine")));
    expect(failure.saw).toContain("on elsewhere");
  });
});

describe("a lease that was spoilt by hand", () => {
  test.each(["", "{", "null"])("%j holds nobody off", async (text) => {
    left({});
    writeFileSync(leaseFile(), text);
    await takeLease(home, "orchard", holder("mine"));
    expect(present().token).toBe("mine");
  });
});

describe("a program that works for the holder", () => {
  test.each([
    ["goes on with the token of the holder", {}, "theirs", true],
    ["is refused with another token", {}, "mine", false],
    ["is refused without a token", {}, undefined, false],
    ["goes on when the holder is gone", { pid: "ended" }, "mine", true],
  ] as const)("%s", async (_, by, token, isLet) => {
    left("pid" in by ? { pid: endedPid() } : {});
    const respecting = respectLease(home, "orchard", token);
    if (isLet) await expect(respecting).resolves.toBeUndefined();
    else expect(await refusal(respecting)).toMatchObject({ code: "lease-held", exit: EXIT.leaseHeld });
  });

  test("goes on when there is no lease", async () => {
    await expect(respectLease(home, "orchard", undefined)).resolves.toBeUndefined();
  });
});

type Racer = ChildProcessByStdio<Writable, Readable, null>;

/** Says `ready`, takes the lease when told `go`, says how that went, and keeps it until its input ends. */
const RACER = `
  import { createInterface } from "node:readline";
  import { takeLease } from ${JSON.stringify(LEASE_MODULE)};
  const input = createInterface({ input: process.stdin });
  console.log("ready");
  let round = 0;
  for await (const line of input) {
    const { home, ...claim } = JSON.parse(line);
    const holder = { token: process.pid + "-" + round++, verb: "race", since: "now", ...claim };
    await takeLease(home, "orchard", holder).then(() => console.log("won"), (error) => console.log(error.code));
  }
`;

function racer() {
  const child: Racer = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", RACER], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, said: async () => String((await lines.next()).value) };
}

describe("programs that race for a lease", () => {
  const ROUNDS = 40;
  const ONE = ["lease-held", "lease-held", "won"];
  const ALL = ["won", "won", "won"];
  const races = [
    ["that is free: exactly one wins", undefined, {}, ONE],
    ["whose holder is gone: exactly one wins", endedPid(), {}, ONE],
    ["that one Terraform shares: all of its programs win", undefined, { shared: "until-end" }, ALL],
    ["that one Terraform takes over: all of its programs win", endedPid(), { shared: "until-end" }, ALL],
  ] as const;

  test.each(races)("%s, every time", async (_, pid, claim, wanted) => {
    const racers = [racer(), racer(), racer()];
    try {
      await Promise.all(racers.map(({ said }) => said()));
      for (let round = 0; round < ROUNDS; round += 1) {
        const place = join(home, String(round));
        mkdirSync(join(place, "leases"), { recursive: true });
        const whole = { ...holder("gone"), pid, machine: hostname() };
        if (pid !== undefined) writeFileSync(join(place, "leases", "orchard.json"), JSON.stringify(whole));
        for (const { child } of racers) child.stdin.write(`${JSON.stringify({ home: place, ...claim })}\n`);
        const results = await Promise.all(racers.map(({ said }) => said()));
        expect([...results].sort()).toEqual(wanted);
      }
    } finally {
      for (const { child } of racers) child.stdin.end();
    }
  });
});
