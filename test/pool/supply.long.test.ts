import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { HostAudit } from "../../src/model/audit.ts";
import { web } from "../fakes/web.ts";
import { type Orchard, orchard } from "./orchard.ts";
import type { Ended } from "./program.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let grove: Orchard;

beforeAll(async () => {
  grove = await orchard({ hosts: 3 });
  await grove.pinned();
});
afterAll(() => grove.stop());

/** Applies one host: how it ended, and the bytes of models that crossed the uplink for it. */
async function applied(host: string): Promise<{ readonly ended: Ended; readonly bytes: number }> {
  const before = grove.pool.blobBytes;
  const ended = await grove.espalier("apply", "orchard", "--on", host);
  return { ended, bytes: grove.pool.blobBytes - before };
}

const text = ({ lines }: Ended): string => lines.map((line) => JSON.stringify(line)).join("\n");
const WEIGHTS = 256 * 1024;

test("the first host fetches the model, the second gets it from the first: it crosses the uplink once", async () => {
  const first = await applied("mac-01");
  expect(first.ended.exit).toBe(0);
  expect(first.bytes).toBeGreaterThan(WEIGHTS);
  const second = await applied("mac-02");
  expect(second.ended.exit).toBe(0);
  expect(second.bytes).toBe(0);
  expect(text(second.ended)).toMatch(/\(seed\)".*"state":"done","note":"from mac-01"/);
  expect(readdirSync(join(grove.host("mac-02").root, "tmp")).filter((name) => name.includes("seed"))).toEqual(
    [],
  );
});

test("what a host gives is verified on arrival: rotten bytes are fetched from the registry", async () => {
  await grove.strike("mac-01", "blob-rot");
  const third = await applied("mac-03");
  expect(third.ended.exit).toBe(0);
  expect(text(third.ended)).toContain("the blob that another host gave is not the pinned one");
  // Of four blobs only the rotten one.
  expect(third.bytes).toBeGreaterThan(WEIGHTS);
  expect(third.bytes).toBeLessThan(WEIGHTS + 1024);
});

test("the bytes that were refused are those that audit --bytes names", async () => {
  const ended = await grove.espalier("audit", "orchard", "--bytes");
  expect(ended.exit).toBe(2);
  const hosts = ended.lines.find(({ kind }) => kind === "audit")?.["hosts"] as readonly HostAudit[];
  const open = hosts.map(({ lines }) => lines.filter(({ agrees }) => !agrees));
  expect(open.map((lines) => lines.length)).toEqual([1, 0, 0]);
  expect(open[0]?.[0]?.field).toBe("bytes of library/qwen3:4b");
  await grove.clear("mac-01", "blob-rot");
  expect((await grove.espalier("audit", "orchard", "--bytes")).exit).toBe(0);
});

test("a dead host seeds nothing: the registry does, and the run goes on", async () => {
  rmSync(join(grove.host("mac-03").root, "opt/espalier/models/blobs"), { recursive: true });
  await grove.strike("mac-01", "dead-host");
  await grove.strike("mac-02", "dead-host");
  const again = await applied("mac-03");
  expect(text(again.ended)).toMatch(/no seed from mac-01: .*no seed from mac-02: /s);
  expect(again.ended.exit).toBe(0);
  expect(again.bytes).toBeGreaterThan(WEIGHTS);
  await grove.clear("mac-01", "dead-host");
  await grove.clear("mac-02", "dead-host");
});

test("a mirror stands for the registry: hosts and pin read there, and nothing crosses the uplink", async () => {
  const folder = join(grove.project, "mirror");
  const mirror = await grove.espalier("models", "mirror", "orchard", "--to", folder);
  expect(mirror.lines.at(-1)).toMatchObject({ kind: "mirror", fetched: 4, kept: 0 });
  const again = await grove.espalier("models", "mirror", "orchard", "--to", folder);
  expect(again.lines.at(-1)).toMatchObject({ kind: "mirror", fetched: 0, kept: 4 });
  execFileSync("shasum", ["-a", "256", "-c", "SHA256SUMS"], { cwd: folder, stdio: "pipe" });
  const served = await web((request, response) => {
    const data = readFileSync(join(folder, decodeURIComponent((request.url ?? "").split("?")[0] ?? "")));
    response.end(data);
  });
  try {
    const before = grove.pool.blobBytes;
    await grove.pinned([["supply"], { seed: "none", mirror: served.url, keepFree: "1 GiB" }]);
    rmSync(join(grove.host("mac-03").root, "opt/espalier/models/blobs"), { recursive: true });
    rmSync(join(grove.host("mac-03").root, "opt/espalier/manifests"), { recursive: true });
    expect((await applied("mac-03")).ended.exit).toBe(0);
    expect(grove.pool.blobBytes).toBe(before);
  } finally {
    await served.close();
  }
});
