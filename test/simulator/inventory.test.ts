import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SimulatedPool, startPool } from "../../simulator/pool.ts";
import { readCatalogue } from "../../src/inventory/catalogue.ts";
import { readPool } from "../../src/inventory/pool.ts";
import { digestOf } from "../../src/model/digest.ts";
import { raze } from "./shell.ts";

let pool: SimulatedPool;
beforeAll(async () => {
  pool = await startPool({ hosts: 2 });
});
afterAll(() => raze(pool));

const read = (path: string): string => readFileSync(join(pool.dir, path), "utf8");

test("the workspace's inventory is one that Espalier accepts, as it is", () => {
  const catalogue = readCatalogue(read("inventory/artifacts.yaml"), "artifacts.yaml");
  if (catalogue.kind !== "ok") throw new Error(JSON.stringify(catalogue));
  const reading = readPool(read("inventory/pools/orchard.yaml"), "orchard.yaml", catalogue.value);
  if (reading.kind !== "ok") throw new Error(JSON.stringify(reading));
  expect(reading.value.hosts.map(({ id, root, port, ports }) => ({ id, root, port, ...ports }))).toEqual(
    pool.hosts.map(({ id, root, port, ollamaPort, gatewayPort, metricsPort }) => ({
      id,
      root,
      port,
      ollama: ollamaPort,
      gateway: gatewayPort,
      metrics: metricsPort,
    })),
  );
  const keys = reading.value.lanes["interactive"]?.keys.map(({ sha256 }) => sha256);
  expect(keys).toContain(digestOf(read("keys/ladder.key")));
});

test("one engine of each kind is such an inventory, too", async () => {
  const mixed = await startPool({ hosts: 1, engines: "mixed" });
  const [host] = mixed.hosts;
  const text = (path: string): string => readFileSync(join(mixed.inventory, path), "utf8");
  const catalogue = readCatalogue(text("artifacts.yaml"), "artifacts.yaml");
  const poolText = text("pools/orchard.yaml");
  await raze(mixed);
  if (catalogue.kind !== "ok") throw new Error(JSON.stringify(catalogue));
  const reading = readPool(poolText, "orchard.yaml", catalogue.value);
  if (reading.kind !== "ok") throw new Error(JSON.stringify(reading));
  const kinds = Object.values(reading.value.engines).map(({ kind }) => kind);
  expect(kinds).toEqual(["ollama", "llama-server", "llama-server", "mlx-lm", "lm-studio"]);
  expect(reading.value.hosts[0]?.ports).toMatchObject(host?.enginePorts ?? {});
});

test("secrets are for their owner only", () => {
  for (const name of ["ssh", "gate-report", "ladder.key", "web-1.key"]) {
    expect(statSync(join(pool.dir, "keys", name)).mode & 0o777, name).toBe(0o600);
  }
});

test("stock ssh-keygen accepts a signature of the signing key", () => {
  const sign = ["-Y", "sign", "-f", join(pool.dir, "keys/gate-report"), "-n", "espalier-gate-report"];
  const signature = execFileSync("ssh-keygen", sign, { input: "report" });
  const path = join(pool.dir, "report.sig");
  execFileSync("tee", [path], { input: signature });
  const signers = join(pool.inventory, "allowed_signers");
  const verify = [
    "-Y",
    "verify",
    "-f",
    signers,
    "-I",
    "release@orchard.example",
    "-n",
    "espalier-gate-report",
    "-s",
    path,
  ];
  expect(execFileSync("ssh-keygen", verify, { input: "report", encoding: "utf8" })).toMatch(/^Good /);
});
