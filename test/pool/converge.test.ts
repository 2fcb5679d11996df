import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { SimulatedHost } from "../../simulator/pool.ts";
import type { HostAudit } from "../../src/model/audit.ts";
import type { Plan } from "../../src/model/step.ts";
import { onHost } from "../simulator/shell.ts";
import { chat, keyOf } from "./gateway.ts";
import { type Orchard, orchard } from "./orchard.ts";
import { deeds, failureOf, hostEvents, reportFolder } from "./program.ts";
import { expectServing, linked, specOf } from "./standing.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let grove: Orchard;
let host: SimulatedHost;

beforeAll(async () => {
  grove = await orchard({ hosts: 2 });
  host = grove.host("mac-02");
  // One artifact that hosts do not fetch themselves: the controller sends it from its cache.
  grove.artifact(["haproxy", "delivery"], "push");
  await grove.pinned();
});
afterAll(() => grove.stop());

describe("from nothing", () => {
  test("a plan shows every step with its reason, ends with 2 and changes nothing", async () => {
    const ended = await grove.espalier("plan", "orchard");
    expect(ended.exit).toBe(2);
    const plans = ended.lines.find(({ kind }) => kind === "plan")?.["plans"] as readonly Plan[];
    expect(plans.map((plan) => plan.host)).toEqual(["mac-01", "mac-02"]);
    for (const { steps } of plans) {
      expect(new Set(steps.map(({ operation }) => operation)).size).toBeGreaterThan(8);
      for (const step of steps) expect(step.why).toMatch(/\w+ \w+/);
    }
    expect(readdirSync(join(host.root, "opt"))).toEqual([]);
  });

  test("apply converges every host, wave by wave, and says where the report is", async () => {
    const ended = await grove.espalier("apply", "orchard");
    expect(ended.exit).toBe(0);
    expect(hostEvents(ended)).toEqual([
      "host-started mac-01",
      "host-ended mac-01",
      "host-started mac-02",
      "host-ended mac-02",
    ]);
    for (const each of grove.hosts) await expectServing(each, await specOf(grove, each));
    expect(existsSync(join(reportFolder(ended), "index.html"))).toBe(true);
  });

  test.each([
    ["a person's key is served", "web-1", 200],
    ["the ladder's key is served", "ladder", 200],
  ] as const)("%s through the gateway", async (_, name, status) => {
    const { answered } = chat(grove.pool, host, { key: keyOf(grove.pool, name), tokens: 3 });
    expect(await answered).toMatchObject({ status, text: expect.stringContaining("[DONE]") });
  });

  test("a stranger's key is not", async () => {
    expect((await chat(grove.pool, host, { key: "esp-nobody", tokens: 3 }).answered).status).toBe(401);
  });
});

describe("a second time", () => {
  test.each([
    ["plan", ["plan", "orchard"]],
    ["apply", ["apply", "orchard"]],
    ["apply of one host", ["apply", "orchard", "--on", "mac-02"]],
    ["status", ["status", "orchard"]],
    ["audit", ["audit", "orchard"]],
  ])("%s finds nothing to do and ends with 0", async (_, argv) => {
    const ended = await grove.espalier(...argv);
    expect(ended.exit).toBe(0);
    expect(deeds(ended)).toEqual([]);
  });

  test("the proof of the first run is shown again, and can be checked", async () => {
    const folder = reportFolder(await grove.espalier("apply", "orchard", "--on", "mac-02"));
    expect((await grove.espalier("verify", folder)).exit).toBe(0);
  });
});

describe("a second pool that lists the same Macs", () => {
  const inventory = () => grove.pool.inventory;
  const plum = (): string =>
    readFileSync(join(inventory(), "pools/orchard.yaml"), "utf8")
      .replace("pool: orchard", "pool: plum")
      .replaceAll("mac-02:", "box-02:");
  const owner = (): string => readFileSync(join(host.root, "opt/espalier/owner"), "utf8");

  test("beside it keeps both from work, and names the places", async () => {
    const file = join(inventory(), "pools/plum.yaml");
    writeFileSync(file, plum());
    const ended = await grove.espalier("status", "orchard");
    rmSync(file);
    expect(ended.exit).toBe(65);
    expect(failureOf(ended)?.["saw"]).toMatch(
      /hosts\.mac-02\.address.*plum\.yaml:\d+:\d+ hosts\.box-02\.address/,
    );
  });

  test("in another inventory is refused by the host, until it takes it over by name", async () => {
    const second = join(grove.project, "second");
    for (const folder of ["pools", "locks"]) mkdirSync(join(second, folder), { recursive: true });
    cpSync(join(inventory(), "artifacts.yaml"), join(second, "artifacts.yaml"));
    writeFileSync(join(second, "pools/plum.yaml"), plum());
    const other = (...argv: readonly string[]) => grove.espalier(...argv, "--inventory", second);
    expect((await other("pin", "plum")).exit).toBe(0);
    const before = fingerprint();
    for (const verb of ["plan", "apply", "drain"]) {
      const refused = await other(verb, "plum", "--on", "box-02");
      expect(refused.exit).toBe(1);
      expect(JSON.stringify(refused.lines)).toContain(
        "this Mac belongs to the pool orchard, as mac-02; nothing was changed there",
      );
    }
    expect(fingerprint()).toEqual(before);
    expect(owner()).toBe("pool orchard\nhost mac-02\n");
    expect((await other("take-over", "plum", "--on", "box-02", "--from", "orchard")).exit).toBe(0);
    expect(owner()).toBe("pool plum\nhost box-02\n");
    expect((await grove.espalier("undrain", "orchard", "--on", "mac-02")).exit).toBe(1);
    const back = await grove.espalier("take-over", "orchard", "--on", "mac-02", "--from", "plum");
    expect(back.exit).toBe(0);
    expect((await grove.espalier("plan", "orchard")).exit).toBe(0);
  });

  /** All that lies on the host, but what grows while it serves. */
  const fingerprint = (): readonly string[] =>
    readdirSync(join(host.root, "opt/espalier"), { recursive: true, encoding: "utf8" }).sort();
});

describe("a host that drifts", () => {
  const differing = async (): Promise<readonly string[]> => {
    const ended = await grove.espalier("audit", "orchard", "--on", host.id);
    expect(ended.exit).toBe(2);
    expect((await grove.espalier("status", "orchard", "--on", host.id)).exit).toBe(2);
    const hosts = ended.lines.find(({ kind }) => kind === "audit")?.["hosts"] as readonly HostAudit[];
    return hosts.flatMap(({ lines }) => lines.flatMap(({ agrees, field }) => (agrees ? [] : [field])));
  };
  const home = () => join(host.root, "opt/espalier");

  const node = () => `${home()}/releases/node/*/bin/node`;
  const mallory = () => `${home()}/admission/keys.map 0123 interactive:mallory:x`;

  /** What happens to a host, and the fields of its audit that say so. */
  const DRIFTS = {
    "a file changed by hand": [
      () => appendFileSync(join(home(), "current/models.map"), "interactive|other ollama\n"),
      "file models.map",
    ],
    "a key slipped into the map": [
      () => appendFileSync(join(home(), "admission/keys.map"), "0123 interactive:mallory:x\n"),
      "keys and lanes",
    ],
    "a key put in on the socket": [
      () => onHost(host, `printf 'add map ${mallory()}\n' | nc -U ${home()}/run/haproxy.sock`),
      "keys and lanes",
    ],
    "a stopped proxy": [
      () => onHost(host, "sudo -n launchctl bootout system/com.espalier.haproxy"),
      "service com.espalier.haproxy",
    ],
    "a stopped engine": [
      () => onHost(host, "sudo -n launchctl bootout system/com.espalier.ollama"),
      ...["engine ollama", "slots of ollama", "memory of library/qwen3:4b", "service com.espalier.ollama"],
    ],
    "a program not as it was signed": [
      () => grove.strike("mac-02", "changed-program"),
      "program of ollama@0.35.1",
    ],
    "a program in quarantine": [
      () => onHost(host, `xattr -w com.apple.quarantine '0083;;Safari;' ${node()}`),
      expect.stringMatching(/^program of node@/),
    ],
    "a program that others may change": [
      () => onHost(host, `chmod o+w ${node()}`),
      expect.stringMatching(/^program of node@/),
    ],
    "a model that was taken away": [
      () => onHost(host, `rm ${home()}/models/manifests/*/library/qwen3/4b`),
      expect.stringMatching(/^model /),
    ],
    "a Mac that may fall asleep": [() => onHost(host, "sudo -n pmset -a sleep 10"), "preparation power"],
    "a job that a person switched off": [
      () => onHost(host, "sudo -n launchctl disable system/com.espalier.ollama"),
      "preparation jobs",
    ],
    "doors closed by hand": [() => grove.espalier("drain", "orchard", "--on", "mac-02"), "doors"],
  } satisfies Readonly<Record<string, readonly [() => unknown, ...fields: readonly unknown[]]>>;

  test.each<readonly (keyof typeof DRIFTS)[]>([
    [
      "a file changed by hand",
      "a key slipped into the map",
      "a program that others may change",
      "a Mac that may fall asleep",
      "a job that a person switched off",
    ],
    ["a stopped proxy", "a stopped engine", "a model that was taken away"],
    [
      "a key put in on the socket",
      "a program not as it was signed",
      "a program in quarantine",
      "doors closed by hand",
    ],
  ])(
    "by %s, %s and %s is named by audit, ends status with 2, and the next apply mends it",
    async (...names) => {
      const drifts: readonly (readonly [() => unknown, ...unknown[]])[] = names.map((name) => DRIFTS[name]);
      for (const [change] of drifts) await change();
      const fields = drifts.flatMap(([, ...named]) => named);
      const seen = await differing();
      expect(seen).toEqual(expect.arrayContaining(fields));
      expect(seen).toHaveLength(fields.length);
      expect((await grove.espalier("apply", "orchard", "--on", host.id)).exit).toBe(0);
      expect((await grove.espalier("audit", "orchard", "--on", host.id)).exit).toBe(0);
      await expectServing(host, await specOf(grove, host));
    },
  );

  test("what macOS does not take stops nobody's work: it is told, and audit names it until it is left or done", async () => {
    await onHost(host, "echo yes >.mac/updates-managed; rm Library/Preferences/com.apple.commerce.plist");
    const applied = await grove.espalier("apply", "orchard", "--on", host.id);
    expect(applied.exit).toBe(0);
    expect(JSON.stringify(applied.lines)).toContain("did not take: updates AutoUpdate: it is not set");
    expect(await differing()).toEqual(["preparation updates"]);
    await onHost(host, "rm .mac/updates-managed; echo on >.mac/filevault");
    const hands = await grove.espalier("apply", "orchard", "--on", host.id);
    expect(hands.exit).toBe(0);
    expect(JSON.stringify(hands.lines)).toContain("needs hands: fileVault mac-02");
    expect(await differing()).toEqual(["preparation fileVault"]);
    await onHost(host, "echo off >.mac/filevault");
  });

  test("a key that was slipped into the proxy's map is not known to the proxy any more", async () => {
    const hash = createHash("sha256").update("esp-mallory").digest("hex");
    const knock = async () =>
      (await chat(grove.pool, host, { key: "esp-mallory", tokens: 1 }).answered).status;
    appendFileSync(join(home(), "admission/keys.map"), `${hash} interactive:mallory:x\n`);
    await onHost(host, "sudo -n launchctl kickstart -k system/com.espalier.haproxy");
    await expect.poll(knock, { timeout: 30_000 }).toBe(200);
    expect((await grove.espalier("apply", "orchard", "--on", host.id)).exit).toBe(0);
    expect(await knock()).toBe(401);
  });

  test("a dead one ends status, audit and plan with 1 and is named", async () => {
    await grove.strike(host.id, "dead-host");
    for (const verb of ["status", "audit", "plan"]) {
      const ended = await grove.espalier(verb, "orchard");
      expect(ended.exit, verb).toBe(1);
      expect(JSON.stringify(ended.lines)).toContain("mac-02: no SSH connection to 127.0.0.1");
    }
    await grove.clear(host.id, "dead-host");
    expect(linked(host, "current")).toBe(linked(host, "good"));
  });
});
