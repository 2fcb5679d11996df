import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FAULTS } from "../../simulator/faults/faults.ts";
import { type SimulatedHost, type SimulatedPool, startPool } from "../../simulator/pool.ts";
import { eventually } from "../eventually.ts";
import { field, install, onHost, raze, ssh } from "./shell.ts";

const LABEL = "com.espalier.ollama";
let pool: SimulatedPool;
let host: SimulatedHost;
let url: string;

/** Installs release 0.35.1 by hand and lets launchd start it, with one model. */
async function serveModel(): Promise<void> {
  const home = join(host.root, "opt/ollama");
  await onHost(
    host,
    `mkdir -p ${home} && curl -fsS -o ${home}.tgz ${pool.mirrorUrl}/ollama/0.35.1/ollama-darwin.tgz && tar -xzf ${home}.tgz -C ${home}`,
  );
  const variables = {
    HOME: home,
    OLLAMA_HOST: `127.0.0.1:${host.ollamaPort}`,
    OLLAMA_KEEP_ALIVE: "-1",
    OLLAMA_NUM_PARALLEL: "4",
  };
  const path = install(host, {
    label: LABEL,
    program: [`${home}/ollama`, "serve"],
    more: `<key>KeepAlive</key><true/><key>StandardErrorPath</key><string>${home}/log</string><key>EnvironmentVariables</key><dict>${Object.entries(
      variables,
    )
      .map(([key, value]) => `<key>${key}</key><string>${value}</string>`)
      .join("")}</dict>`,
  });
  expect(await onHost(host, `sudo -n launchctl bootstrap system ${path}`)).toMatchObject({ code: 0 });
  await answering();
  const model = `${new URL(pool.registryUrl).host}/library/qwen3:4b`;
  await (
    await fetch(`${url}/api/pull`, { method: "POST", body: JSON.stringify({ model, stream: false }) })
  ).text();
}

beforeAll(async () => {
  pool = await startPool({ hosts: 2, throttleScale: 0.02 });
  [host] = pool.hosts as [SimulatedHost];
  url = `http://127.0.0.1:${host.ollamaPort}`;
  await serveModel();
});
afterAll(() => raze(pool));

const strike = (kind: string) => pool.fault(host.id, kind);
const clear = (kind: string) => pool.fault(host.id, kind, { clear: true });
const said = async (command: string): Promise<string> => (await onHost(host, command)).out.trim();
const printed = () => said(`launchctl print system/${LABEL}`);
const job = async (name: string) => field(await printed(), name);

/** True when the engine generates a token within `patience` ms. */
const generates = (patience = 1000): Promise<boolean> =>
  fetch(`${url}/api/generate`, {
    method: "POST",
    body: '{"model":"qwen3:4b","prompt":"ping","stream":false,"options":{"num_predict":1}}',
    signal: AbortSignal.timeout(patience),
  }).then(
    ({ ok }) => ok,
    () => false,
  );
const answering = () =>
  eventually("the engine answers", () =>
    fetch(`${url}/api/version`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
const well = () => eventually("it generates", () => generates());

/** Status of an answer to a request that only loads. */
const load = () =>
  fetch(`${url}/api/generate`, { method: "POST", body: '{"model":"qwen3:4b"}' }).then(
    ({ status }) => status,
    () => 0,
  );

/** Milliseconds of an answer of one token to a prompt of 512. */
async function firstToken(): Promise<number> {
  const prompt = "word ".repeat(512);
  const body = JSON.stringify({ model: "qwen3:4b", prompt, stream: false, options: { num_predict: 1 } });
  const begun = performance.now();
  await (await fetch(`${url}/api/generate`, { method: "POST", body })).text();
  return performance.now() - begun;
}

test("there is a fault for every story, each with one sentence", () => {
  expect(FAULTS.map(({ kind }) => kind).sort()).toEqual([
    "blob-rot",
    "changed-program",
    "cpu-fallback",
    "crash-loop",
    "dead-host",
    "dead-runner",
    "disk-full",
    "filevault-locked",
    "gpu-resets",
    "hang-engine",
    "host-key",
    "kill-engine",
    "memory-growth",
    "moved-tag",
    "no-ssh",
    "os-drift",
    "os-updated",
    "reboot",
    "shader-failure",
    "slow-engine",
    "slow-network",
    "unwired-weights",
    "wrong-digest",
  ]);
  for (const { sentence } of FAULTS) expect(sentence).toMatch(/^\S.{20,}\.$/);
});

test("an unknown kind and an unknown host are refused with what there is", async () => {
  await expect(strike("gremlins")).rejects.toMatchObject({
    code: "fault-unknown",
    hint: expect.stringContaining("kill-engine"),
  });
  await expect(pool.fault("mac-99", "reboot")).rejects.toMatchObject({
    code: "host-unknown",
    hint: "use one of mac-01, mac-02",
  });
});

describe("the engine", () => {
  test("under launchd says at its start what gates read", () => {
    const log = readFileSync(join(host.root, "opt/ollama/log"), "utf8");
    expect(log).toContain('msg="inference compute"');
    expect(log).toContain("library=Metal");
    expect(log).toMatch(new RegExp(`msg="Listening on 127.0.0.1:${host.ollamaPort} \\(version 0.35.1\\)"`));
    expect(log).toContain("OLLAMA_NUM_PARALLEL:4");
  });

  test("that is killed comes back", async () => {
    const pid = await job("pid");
    await strike("kill-engine");
    await eventually("another process runs", async () => {
      const now = await job("pid");
      return now !== undefined && now !== pid;
    });
    await well();
  });

  test("that crashes in a loop is seen by its runs, until the fault is cleared", async () => {
    const runs = Number(await job("runs"));
    await strike("crash-loop");
    await eventually("it starts again and again", async () => Number(await job("runs")) > runs + 2);
    expect(await generates()).toBe(false);
    await eventually("launchd holds it back", async () => (await job("state")) === "spawn scheduled");
    await clear("crash-loop");
    await well();
  });

  test("whose shaders do not compile writes so and answers loads with 500", async () => {
    await strike("shader-failure");
    await eventually("no model is loaded any more", async () => (await load()) === 500);
    expect(readFileSync(join(host.root, "opt/ollama/log"), "utf8")).toContain(
      "ggml_metal_library_init: error",
    );
    await clear("shader-failure");
    await well();
  });

  test("whose runner is dead lists the model and generates nothing", async () => {
    await well();
    await strike("dead-runner");
    await eventually("it generates no more", async () => !(await generates()));
    expect(await (await fetch(`${url}/api/ps`)).text()).toContain("qwen3:4b");
    await clear("dead-runner");
    await well();
  });

  test("whose weights are not wired is slow after a pause only", async () => {
    await well();
    await strike("unwired-weights");
    await sleep(700);
    expect(await firstToken()).toBeGreaterThan(1400);
    await eventually("the first token comes at once", async () => (await firstToken()) < 1000);
    await clear("unwired-weights");
  });

  test("keeps what another fault has turned when one is cleared", async () => {
    await strike("slow-engine");
    await strike("dead-runner");
    await clear("slow-engine");
    expect(await said("cat .mac/engine.json")).toBe('{"runnerDead":true}');
    await clear("dead-runner");
    await well();
  });

  test("is given a file whose bytes have rotted: same size, other digest; mended it is as before", async () => {
    const blobs = () =>
      said("cd opt/ollama/.ollama/models/blobs && for f in *; do shasum -a 256 $f | cut -c1-64; done | sort");
    const names = () => said("ls opt/ollama/.ollama/models/blobs | cut -d- -f2 | sort");
    const sizes = () => said("cd opt/ollama/.ollama/models/blobs && wc -c *");
    const before = await sizes();
    expect(await blobs()).toBe(await names());
    await strike("blob-rot");
    await strike("blob-rot");
    expect(await sizes()).toBe(before);
    expect(await blobs()).not.toBe(await names());
    expect(await generates()).toBe(true);
    await clear("blob-rot");
    expect(await blobs()).toBe(await names());
  });

  test("that hangs accepts and never answers, and goes on when the fault is cleared", async () => {
    await strike("hang-engine");
    await eventually("it generates no more", async () => !(await generates(200)));
    expect(await job("state")).toBe("running");
    await clear("hang-engine");
    await well();
  });

  test("that is slow takes about ten times longer to its first token", async () => {
    await well();
    const before = await firstToken();
    await strike("slow-engine");
    await eventually("the first token comes late", async () => (await firstToken()) > 4 * before);
    await clear("slow-engine");
    await eventually("the first token comes in time again", async () => (await firstToken()) < 3 * before);
  });

  test("that leaks drives the host into swap and pressure, and all is well after the fault and a restart", async () => {
    const level = () => said("sysctl -n kern.memorystatus_vm_pressure_level");
    expect(await level()).toBe("1");
    await strike("memory-growth");
    await eventually("memory pressure is critical", async () => (await level()) === "4");
    expect(await said("sysctl -n vm.swapusage")).not.toContain("used = 0.00M");
    const pid = await job("pid");
    expect(await said(`sudo -n footprint -p ${pid} -f bytes --noCategories`)).toMatch(
      /phys_footprint: \d{11,} B/,
    );
    await clear("memory-growth");
    await eventually("memory pressure is normal", async () => (await level()) === "1");
  });
});

describe("a host", () => {
  test("behind a slow network answers late, then as before", async () => {
    const took = async () => {
      const begun = performance.now();
      const { code } = await ssh(pool, host, "true");
      return code === 0 ? performance.now() - begun : Number.NaN;
    };
    await strike("slow-network");
    expect(await took()).toBeGreaterThan(1000);
    await clear("slow-network");
    await eventually("the network is fast again", async () => (await took()) < 1000);
  });

  test("with a full disk shows it in df and in curl, not for /dev/null", async () => {
    const fetchTo = (path: string) =>
      onHost(host, `curl -fsSL -C - -o ${path} ${pool.mirrorUrl}/ollama/0.35.2/ollama-darwin.tgz`);
    await strike("disk-full");
    expect(await said("df -k . | awk 'END { print $4 }'")).toBe("8");
    expect(await fetchTo("opt/x.tgz")).toMatchObject({ code: 23 });
    expect(await fetchTo("/dev/null")).toMatchObject({ code: 0 });
    await clear("disk-full");
    expect(await fetchTo("opt/x.tgz")).toMatchObject({ code: 0 });
    expect(await said("df -k . | awk 'END { print $4 }'")).toBe("440000000");
  });

  test("whose OS drifts shows another build and extra", async () => {
    await strike("os-drift");
    expect(await said("sw_vers")).toMatch(/ProductVersionExtra:\t\(a\)\nBuildVersion:\t\t25G831280a$/);
    await clear("os-drift");
    expect(await said("sw_vers")).toMatch(/ProductVersion:\t\t26\.6\.2\nBuildVersion:\t\t25G83$/);
  });

  test("that has updated itself by night runs another system and has started again", async () => {
    const session = () => said("sysctl -n kern.bootsessionuuid");
    const before = await session();
    await strike("os-updated");
    expect(await said("sw_vers -buildVersion")).toBe("25G91");
    expect(await session()).not.toBe(before);
    await clear("os-updated");
    expect(await said("sw_vers -buildVersion")).toBe("25G83");
    await well();
  });

  test("whose disk FileVault has locked takes no key and runs no daemon until it is unlocked", async () => {
    await strike("filevault-locked");
    const refused = await ssh(pool, host, "true");
    expect(refused).toMatchObject({ code: 255, err: expect.stringContaining("Permission denied") });
    expect((await onHost(host, `launchctl print system/${LABEL}`)).code).toBe(113);
    expect(await generates()).toBe(false);
    await clear("filevault-locked");
    expect((await ssh(pool, host, "fdesetup status")).out).toBe("FileVault is Off.\n");
    await well();
  });

  test("whose GPU is reset counts it", async () => {
    const count = async () =>
      Number(/"recoveryCount"=(\d+)/.exec(await said("ioreg -r -d 1 -w 0 -c IOAccelerator"))?.[1]);
    expect(await count()).toBe(0);
    await strike("gpu-resets");
    await eventually("two resets are counted", async () => (await count()) >= 2);
    await clear("gpu-resets");
    expect(await count()).toBe(0);
  });

  test("that is dead answers nothing; back again it serves", async () => {
    await strike("dead-host");
    expect((await ssh(pool, host, "true")).code).toBe(255);
    expect(await generates()).toBe(false);
    await clear("dead-host");
    expect((await ssh(pool, host, "true")).code).toBe(0);
    await well();
  });

  test("that reboots has a new boot session; disabled jobs stay away", async () => {
    const session = () => said("sysctl -n kern.bootsessionuuid");
    const before = await session();
    await strike("reboot");
    expect(await session()).not.toBe(before);
    await well();
    await onHost(host, `sudo -n launchctl disable system/${LABEL}`);
    await strike("reboot");
    expect((await onHost(host, `launchctl print system/${LABEL}`)).code).toBe(113);
    await onHost(host, `sudo -n launchctl enable system/${LABEL}`);
    await strike("reboot");
    await well();
  });

  test("with another host key is refused by a client that knows the old one", async () => {
    await strike("host-key");
    expect((await ssh(pool, host, "true")).code).toBe(255);
    const [now] = pool.hosts as [SimulatedHost];
    expect(now.hostKey).not.toBe(host.hostKey);
    expect((await ssh(pool, now, "true")).code).toBe(0);
    await clear("host-key");
    expect((await ssh(pool, host, "true")).code).toBe(0);
  });

  test("whose Remote Login is off answers no SSH, and its engine as before", async () => {
    await strike("no-ssh");
    expect((await ssh(pool, host, "true")).code).toBe(255);
    await well();
    await clear("no-ssh");
    expect((await ssh(pool, host, "true")).code).toBe(0);
  });

  test("leaves its neighbour alone", async () => {
    const [, neighbour] = pool.hosts as [SimulatedHost, SimulatedHost];
    await strike("dead-host");
    expect((await ssh(pool, neighbour, "sw_vers -buildVersion")).out).toBe("25G83\n");
    await clear("dead-host");
  });
});

describe("what all hosts share", () => {
  const sum = (path: string) => said(`curl -fsS ${path} | shasum -a 256`);

  test.each([
    ["wrong-digest", () => `${pool.mirrorUrl}/ollama/0.35.1/ollama-darwin.tgz`],
    ["moved-tag", () => `${pool.registryUrl}/v2/library/qwen3/manifests/4b`],
  ])("%s changes what is served, and back", async (kind, address) => {
    const before = await sum(address());
    await strike(kind);
    expect(await sum(address())).not.toBe(before);
    await clear(kind);
    expect(await sum(address())).toBe(before);
  });
});
