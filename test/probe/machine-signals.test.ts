import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { installPrograms } from "../../simulator/mac/programs.ts";
import { MacState } from "../../simulator/mac/state.ts";
import { SIGNAL_NAMES } from "../../src/load/signals/signal-name.ts";
import { healthy } from "../fakes/chat-server.ts";
import { bundled, climbIn, configFor, run } from "./climbing.ts";
import { judged, serve } from "./serving.ts";

const ladder = await bundled();
const servers: Server[] = [];
const engines: ChildProcess[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.kill();
  for (const server of servers.splice(0)) server.close();
});

/** The pid of a program that does nothing, in place of an engine. */
function idleEngine(): number {
  const engine = spawn("sleep", ["60"]);
  engines.push(engine);
  return engine.pid ?? 0;
}

/** A page of HAProxy's metrics on which two requests wait. */
async function metricsPage(): Promise<string> {
  const page = 'haproxy_backend_current_queue{proxy="ollama"} 2\n';
  const server = createServer((_, response) => void response.end(page));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}

/** A simulated Mac of programs and state alone: what stands on PATH to reach it first. */
function machine(): { readonly path: string; readonly state: MacState } {
  const root = mkdtempSync(join(tmpdir(), "mac-"));
  const state = new MacState(root);
  installPrograms({ host: "mac-01", root, socket: join(root, "none") });
  const own = mkdtempSync(join(tmpdir(), "own-"));
  const launchctl = join(own, "launchctl");
  writeFileSync(launchctl, `#!/bin/sh\nprintf '\\tpid = ${idleEngine()}\\n'\n`);
  chmodSync(launchctl, 0o755);
  return { path: [own, ...["usr/bin", "bin", "usr/sbin"].map((name) => join(root, name))].join(":"), state };
}

describe("a Mac", () => {
  test("answers every signal, and what went wrong beside the requests is counted", async () => {
    const { path, state } = machine();
    const log = join(mkdtempSync(join(tmpdir(), "log-")), "ollama.log");
    writeFileSync(log, "level=ERROR msg=before\n");
    const server = await serve(({ purpose, rung, index }) => {
      if (purpose !== "measure") return healthy();
      if (rung === 2 && index === 0)
        state.write("gpu-resets-since", String(Math.floor(Date.now() / 1000) - 1));
      if (rung === 2 && index === 1) appendFileSync(log, "level=ERROR msg=now\npanic: no\n");
      return healthy(100);
    });
    const metricsUrl = await metricsPage();
    const config = configFor(ladder, { url: server.url, metricsUrl, engineLog: log, requests: 20 });
    const { exit, lines } = await run(ladder, config, { path });
    const climb = climbIn(config.out);
    expect(exit).toBe(0);
    const last = climb.signals.at(-1);
    expect(
      Object.keys(last ?? {})
        .slice(3)
        .filter((name) => name !== "canaryLate")
        .sort(),
    ).toEqual([...SIGNAL_NAMES].sort());
    expect(last).toMatchObject({ queue: 2, logErrors: 2, gpuBusy: 21, eCores: 77.43, power: 1172 });
    expect(lines.filter((line) => line?.kind === "signals-missing").at(-1)?.names ?? []).toEqual([]);
    expect(judged(climb, "gpu.resets == 0")).toMatchObject({
      verdict: "fail",
      reasons: [expect.stringMatching(/^gpu\.resets was [1-9]\d* over the climb, wanted == 0$/)],
    });
    expect(judged(climb, "log.errors == 0").reasons).toEqual([
      "log.errors was 2 over the climb, wanted == 0",
    ]);
    expect(judged(climb, "swap.outs <= 0 GiB").verdict).toBe("pass");
  });

  test("leaves no program behind", async () => {
    const { path } = machine();
    const own = path.split(":")[0] ?? "";
    const noted = join(own, "noted");
    const script = `trap 'echo ended >${noted}; exit' TERM\nwhile :; do sleep 0.1; done`;
    writeFileSync(join(own, "powermetrics"), `#!/bin/sh\n${script}\n`);
    chmodSync(join(own, "powermetrics"), 0o755);
    const server = await serve(() => healthy());
    await run(ladder, configFor(ladder, { url: server.url }), { path: path });
    await expect.poll(() => existsSync(noted)).toBe(true);
  });
});

describe.runIf(process.platform === "linux")("this Linux machine", () => {
  test("answers what its kernel tells, and names the rest", async () => {
    const server = await serve(() => healthy(100));
    const config = configFor(ladder, { url: server.url, enginePid: idleEngine(), requests: 20 });
    const { lines } = await run(ladder, config);
    const last = climbIn(config.out).signals.at(-1);
    expect(last?.rss).toBeGreaterThan(0);
    expect(last?.footprint).toBeGreaterThan(0);
    expect(last).toMatchObject({ swapUsed: expect.any(Number), swapOuts: expect.any(Number) });
    expect(last).toMatchObject({ diskFree: expect.any(Number), diskIo: expect.any(Number) });
    if (existsSync("/proc/pressure/memory")) expect([1, 2, 4]).toContain(last?.pressure);
    const missing = lines.flatMap((line) => (line?.kind === "signals-missing" ? [line.names] : [])).at(-1);
    expect(missing).toEqual(SIGNAL_NAMES.filter((name) => last?.[name] === undefined));
    expect(missing).toEqual(expect.arrayContaining(["gpuResets", "eCores", "pCores", "queue", "logErrors"]));
  });
});
