import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SimulatedHost, type SimulatedPool, startPool } from "../../simulator/pool.ts";
import { layout } from "../../src/model/layout.ts";
import { raze, sftp, ssh } from "./shell.ts";

let pool: SimulatedPool;
let host: SimulatedHost;
beforeAll(async () => {
  pool = await startPool({ hosts: 1 });
  [host] = pool.hosts as [SimulatedHost];
});
afterAll(() => raze(pool));

test("stock ssh logs in and finds the Mac's programs first", async () => {
  const { out, code, err } = await ssh(pool, host, "pwd; echo $PATH; command -v launchctl");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toBe(`${host.root}\n${layout(host.root).searchPath}\n${host.root}/bin/launchctl\n`);
});

test("a command's exit code and both its streams come back", async () => {
  expect(await ssh(pool, host, "echo out; echo err >&2; exit 42")).toEqual({
    code: 42,
    out: "out\n",
    err: "err\n",
  });
});

test("HOME is inside the root, so that no file of the real user is read", async () => {
  expect((await ssh(pool, host, "echo $HOME")).out).toBe(`${join(host.root, "Users/llmops")}\n`);
});

test("stock sftp starts in the root and moves files both ways", async () => {
  const sent = join(pool.dir, "sent");
  writeFileSync(sent, "bytes");
  const { code, err } = await sftp(pool, host, `put ${sent} opt/received\nget opt/received ${sent}.back\n`);
  expect(err).toBe("");
  expect(code).toBe(0);
  expect(existsSync(join(host.root, "opt/received"))).toBe(true);
  expect(readFileSync(`${sent}.back`, "utf8")).toBe("bytes");
});

test("the host key is the one that is told", async () => {
  const lying = { ...host, hostKey: host.hostKey.replace(/.{8}$/, "AAAAAAAA") };
  expect((await ssh(pool, lying, "true")).code).toBe(255);
});
