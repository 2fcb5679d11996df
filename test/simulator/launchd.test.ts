import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { running } from "../../simulator/pids.ts";
import { type SimulatedHost, type SimulatedPool, startPool } from "../../simulator/pool.ts";
import { eventually } from "../eventually.ts";
import { field, install, onHost, raze, type Said } from "./shell.ts";

let pool: SimulatedPool;
let host: SimulatedHost;
beforeAll(async () => {
  pool = await startPool({ hosts: 1, throttleScale: 0.02 });
  [host] = pool.hosts as [SimulatedHost];
});
afterAll(() => raze(pool));

const SLEEP = ["/bin/sleep", "600"];
const ALWAYS = "<key>KeepAlive</key><true/>";
const printed = (label: string): Promise<Said> => onHost(host, `launchctl print system/${label}`);
const root = (words: string): Promise<Said> => onHost(host, `sudo -n launchctl ${words}`);
const bootstrap = (path: string): Promise<Said> => root(`bootstrap system ${path}`);

const gone = (label: string): Promise<Said> =>
  eventually(`${label} is not loaded`, async () => {
    const said = await printed(label);
    return said.code === 113 && said;
  });

describe("what bootstrap, bootout and the others say", () => {
  const stubborn = ["/bin/sh", "-c", "trap '' TERM; while :; do /bin/sleep 0.05; done"];
  /** A sentence, what is done before, the command, its exit code, its words on stderr. */
  const rows: readonly (readonly [string, () => Promise<string>, number, string])[] = [
    [
      "a job that is not loaded cannot be printed",
      async () => "print system/com.none",
      113,
      'Bad request.\nCould not find service "com.none" in domain for system\n',
    ],
    [
      "a job that is not loaded cannot be kicked",
      async () => "kickstart -k system/com.none",
      113,
      'Bad request.\nCould not find service "com.none" in domain for system\n',
    ],
    [
      "a job that is not loaded cannot be signalled",
      async () => "kill SIGTERM system/com.none",
      113,
      'Bad request.\nCould not find service "com.none" in domain for system\n',
    ],
    [
      "a job that is not loaded cannot be booted out",
      async () => "bootout system/com.none",
      3,
      "Boot-out failed: 3: No such process\n",
    ],
    [
      "the gui domain does not exist over SSH",
      async () => "bootstrap gui/501 /x.plist",
      125,
      "Bootstrap failed: 125: Domain does not support specified action\n",
    ],
    [
      "an unknown domain is none",
      async () => "bootstrap sytem /x.plist",
      112,
      "Bootstrap failed: 112: Could not find specified domain\n",
    ],
    [
      "a plist that is not there is an invalid path",
      async () => "bootstrap system /none.plist",
      108,
      "Bootstrap failed: 108: Invalid path\n",
    ],
    [
      "a program must be absolute",
      async () => `bootstrap system ${install(host, { label: "com.relative", program: ["sleep"] })}`,
      111,
      "Bootstrap failed: 111: Invalid or missing Program/ProgramArguments\n",
    ],
    [
      "a loaded job is told as error 5",
      async () => {
        const path = install(host, { label: "com.loaded", program: SLEEP, more: ALWAYS });
        await bootstrap(path);
        return `bootstrap system ${path}`;
      },
      5,
      "Bootstrap failed: 5: Input/output error\n",
    ],
    [
      "a disabled job is told as error 5 too",
      async () => {
        await root("disable system/com.disabled");
        return `bootstrap system ${install(host, { label: "com.disabled", program: SLEEP })}`;
      },
      5,
      "Bootstrap failed: 5: Input/output error\n",
    ],
    [
      "and so is a plist that others may write",
      async () => {
        const path = install(host, { label: "com.open", program: SLEEP });
        chmodSync(path, 0o666);
        return `bootstrap system ${path}`;
      },
      5,
      "Bootstrap failed: 5: Input/output error\n",
    ],
    [
      "a user that does not exist cannot own a job",
      async () =>
        `bootstrap system ${install(host, { label: "com.nobody", program: SLEEP, more: "<key>UserName</key><string>_none</string>" })}`,
      114,
      "Bootstrap failed: 114: The specified username does not exist\n",
    ],
    [
      "a program that takes its time makes bootout asynchronous",
      async () => {
        const path = install(host, {
          label: "com.slow",
          program: stubborn,
          more: "<key>RunAtLoad</key><true/><key>ExitTimeOut</key><integer>1</integer>",
        });
        await bootstrap(path);
        return "bootout system/com.slow";
      },
      36,
      "Boot-out failed: 36: Operation now in progress\n",
    ],
    [
      "and it cannot be loaded again before it has ended",
      async () => `bootstrap system ${join(host.root, "Library/LaunchDaemons/com.slow.plist")}`,
      37,
      "Bootstrap failed: 37: Operation already in progress\n",
    ],
    ["enable knows no wrong label", async () => "enable system/com.misspelt", 0, ""],
    [
      "a verb that does not exist is a usage error",
      async () => "frobnicate",
      64,
      "Unrecognized subcommand: frobnicate\n",
    ],
  ];
  test.each(rows)("%s", async (_sentence, command, code, err) => {
    expect(await root(await command())).toMatchObject({ code, err });
  });

  test("changing anything needs root", async () => {
    expect(await onHost(host, "launchctl bootout system/com.loaded")).toMatchObject({
      code: 1,
      err: "Boot-out failed: 1: Operation not permitted\n",
    });
  });

  test("the true cause of error 5 is in launchd's log", async () => {
    expect((await onHost(host, "log show --last 2m")).out).toMatch(
      /com\.disabled failed \(119: Service is disabled\)/,
    );
  });

  test("the stubborn job is killed after ExitTimeOut", async () => {
    await gone("com.slow");
  });
});

describe("a job that runs", () => {
  test("prints what a LaunchDaemon of macOS prints", async () => {
    const path = install(host, {
      label: "com.byliu.egress-guard.daemon",
      program: [...SLEEP],
      more: `${ALWAYS}<key>ProcessType</key><string>Interactive</string>
        <key>EnvironmentVariables</key><dict><key>HOME</key><string>/var/db/egress-guard</string><key>N</key><integer>1</integer></dict>
        <key>StandardOutPath</key><string>${join(host.root, "var/log/guard.log")}</string>`,
    });
    expect(await bootstrap(path)).toMatchObject({ code: 0, out: "", err: "" });
    const { out } = await printed("com.byliu.egress-guard.daemon");
    const stable = out.replaceAll(host.root, "ROOT").replace(/pid = \d+/, "pid = 893");
    await expect(stable).toMatchFileSnapshot("../golden/simulator/launchctl-print.txt");
  });

  test("gets the environment of its plist, strings only, and nothing of ours", async () => {
    const log = join(host.root, "var/log/environment.log");
    const path = install(host, {
      label: "com.environment",
      program: ["/usr/bin/env"],
      more: `<key>RunAtLoad</key><true/><key>StandardOutPath</key><string>${log}</string>
        <key>EnvironmentVariables</key><dict><key>HOME</key><string>/h&amp;h</string><key>N</key><integer>1</integer></dict>`,
    });
    await bootstrap(path);
    await eventually(
      "the job ends with 0",
      async () => field((await printed("com.environment")).out, "last exit code") === "0",
    );
    expect(readFileSync(log, "utf8").trim().split("\n").sort()).toEqual([
      "HOME=/h&h",
      "PATH=/usr/bin:/bin:/usr/sbin:/sbin",
      "XPC_SERVICE_NAME=com.environment",
    ]);
  });

  test("starts again when it dies, and launchd counts the runs and remembers how it ended", async () => {
    await bootstrap(install(host, { label: "com.again", program: SLEEP, more: ALWAYS }));
    const before = (await printed("com.again")).out;
    expect(field(before, "last exit code")).toBe("(never exited)");
    await root("kill SIGKILL system/com.again");
    const { out } = await eventually("it runs a second time", async () => {
      const said = await printed("com.again");
      return field(said.out, "runs") === "2" && said;
    });
    expect(field(out, "last terminating signal")).toBe("Killed: 9");
    expect(field(out, "pid")).not.toBe(field(before, "pid"));
  });

  test("starts again at once by kickstart -k, which prints the new pid when asked", async () => {
    await bootstrap(
      install(host, {
        label: "com.kicked",
        program: SLEEP,
        more: `${ALWAYS}<key>ThrottleInterval</key><integer>9999</integer>`,
      }),
    );
    expect(await root("kickstart -k system/com.kicked")).toMatchObject({ code: 0 });
    const { out } = await eventually("it runs as another process", async () => {
      const said = await printed("com.kicked");
      return field(said.out, "runs") === "2" && field(said.out, "pid") !== undefined && said;
    });
    expect(field(out, "last terminating signal")).toBe("Terminated: 15");
    expect((await root("kickstart -p system/com.kicked")).out).toBe(
      `service spawned with pid: ${field(out, "pid")}\n`,
    );
  });

  test("is shown as scheduled while it dies in a loop", async () => {
    await bootstrap(
      install(host, {
        label: "com.loop",
        program: ["/bin/sh", "-c", "exit 1"],
        more: `${ALWAYS}<key>ThrottleInterval</key><integer>20</integer>`,
      }),
    );
    const { out } = await eventually("launchd holds it back", async () => {
      const said = await printed("com.loop");
      return field(said.out, "state") === "spawn scheduled" && said;
    });
    expect(field(out, "last exit code")).toBe("1");
    expect(field(out, "pid")).toBeUndefined();
    await eventually(
      "it starts a third time",
      async () => Number(field((await printed("com.loop")).out, "runs")) > 2,
    );
  });

  test("that cannot start at all boots with 0 and ends with 78: EX_CONFIG", async () => {
    const path = install(host, {
      label: "com.missing",
      program: ["/none/such"],
      more: "<key>RunAtLoad</key><true/>",
    });
    expect(await bootstrap(path)).toMatchObject({ code: 0 });
    await eventually(
      "it ends with EX_CONFIG",
      async () => field((await printed("com.missing")).out, "last exit code") === "78: EX_CONFIG",
    );
  });

  test("takes its children with it", async () => {
    const log = join(host.root, "var/log/family.log");
    const program = ["/bin/sh", "-c", "/bin/sleep 600 & echo $!; wait"];
    await bootstrap(
      install(host, {
        label: "com.family",
        program,
        more: `<key>RunAtLoad</key><true/><key>StandardOutPath</key><string>${log}</string>`,
      }),
    );
    const child = await eventually(
      "its child has a pid",
      () => Number(readFileSync(log, "utf8").trim()) || undefined,
    );
    await root("bootout system/com.family");
    await gone("com.family");
    await eventually("its child ends", () => !alive(child));
  });

  test("is booted out by its plist's path as well", async () => {
    const path = install(host, { label: "com.path", program: SLEEP, more: ALWAYS });
    await bootstrap(path);
    expect((await root(`bootout system ${path}`)).code).toBeOneOf([0, 36]);
    await gone("com.path");
  });
});

const alive = (pid: number): boolean => running().some((entry) => entry.pid === pid);

test("print-disabled lists the overrides", async () => {
  await root("disable system/com.off");
  await root("enable system/com.on");
  const { out } = await onHost(host, "launchctl print-disabled system");
  expect(out).toMatch(/^\tdisabled services = \{\n/);
  expect(out).toContain('\t\t"com.off" => disabled\n');
  expect(out).toContain('\t\t"com.on" => enabled\n');
});
