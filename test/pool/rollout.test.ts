import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Event } from "../../src/model/event.ts";
import type { HostSpec } from "../../src/model/spec.ts";
import { takeLease } from "../../src/store/lease.ts";
import { eventually } from "./eventually.ts";
import { type Orchard, orchard } from "./orchard.ts";
import { type Ended, failureOf, hostEnd, hostEvents, type Program, reportFolder } from "./program.ts";
import { killTerraform, type Stack, stack } from "./stack.ts";
import { expectServing, specOf, standsAt } from "./standing.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let grove: Orchard;
let plain: Stack;

beforeAll(async () => {
  grove = await orchard({ hosts: 3 });
  plain = await stack(grove);
  await grove.pinned();
});
afterAll(() => grove.stop());

const deploy = (...more: readonly string[]): Program => grove.start("deploy", "orchard", ...more);
const specs = (): Promise<readonly HostSpec[]> => Promise.all(grove.hosts.map((host) => specOf(grove, host)));

/** Another release for every host. */
let queue = 64;
async function nextRelease(): Promise<void> {
  queue += 1;
  await grove.pinned([["lanes", "interactive", "queue"], queue]);
}

async function allServe(): Promise<void> {
  for (const host of grove.hosts) await expectServing(host, await specOf(grove, host));
}

const told = ({ lines }: Ended): readonly string[] =>
  lines.flatMap((line) => (line.kind === "line" ? [String(line["text"])] : []));
const isAtRung = (event: Event): boolean => event.kind === "step-started" && event.step === "ladder rung 1";

describe("a deploy through the stack", () => {
  test("takes the canary first, then the rest, and every host ends at its spec", async () => {
    const ended = await deploy().ended;
    expect(ended.exit).toBe(0);
    const events = hostEvents(ended);
    expect(events.slice(0, 2)).toEqual(["host-started mac-01", "host-ended mac-01"]);
    expect(new Set(events).size).toBe(6);
    await allServe();
  });

  test("leaves verdict, spec and report of every host in the outputs", async () => {
    const outputs = await plain.outputs();
    for (const spec of await specs())
      expect(outputs[spec.host]).toMatchObject({ verdict: "pass", spec: spec.digest });
    const report = join(grove.project, outputs["mac-01"]?.["report"] ?? "");
    expect(existsSync(report)).toBe(true);
  });

  test("does nothing a second time, but asks every host whether it stands", async () => {
    const ended = await deploy().ended;
    expect([ended.exit, hostEvents(ended)]).toEqual([0, []]);
    expect((await grove.espalier("verify", reportFolder(ended))).exit).toBe(0);
  });
});

test("a canary that fails its gate ends the deploy with 3, goes back, and the other hosts are untouched", async () => {
  const before = await specs();
  const rules = (...more: readonly string[]) =>
    [
      ["gates", "rules"],
      ["errors == 0", ...more],
    ] as const;
  await grove.pinned(rules("footprint.peak <= 1 GiB"));
  const ended = await deploy().ended;
  expect(ended.exit).toBe(3);
  expect(hostEvents(ended)).toEqual(["host-started mac-01", "host-ended mac-01"]);
  expect(hostEnd(ended, "mac-01").outcome).toBe("rolled-back");
  for (const [index, host] of grove.hosts.entries()) await expectServing(host, before[index] as HostSpec);
  expect((await plain.outputs())["mac-01"]).toMatchObject({ verdict: "pass", spec: before[0]?.digest });
  await grove.pinned(rules());
  expect((await deploy().ended).exit).toBe(0);
  await allServe();
});

describe.each(["terraform", "cdktf"])("Terraform killed while the canary climbs, via %s", (via) => {
  test("is said, ends with 1, and no host is left between two releases; the next deploy finishes", async () => {
    const before = await specs();
    await nextRelease();
    const after = await specs();
    const run = deploy("--via", via);
    await run.tells(isAtRung);
    await killTerraform(run);
    const ended = await run.ended;
    expect(ended.exit).toBe(1);
    if (via === "terraform")
      expect(told(ended).join("\n")).toMatch(/^Terraform was killed by SIGKILL; see \S+terraform\.log\./m);
    expect(JSON.stringify(ended.lines)).toContain("mac-01");
    standsAt(grove.host("mac-01"), [before[0] as HostSpec, after[0] as HostSpec]);
    for (const index of [1, 2])
      await expectServing(grove.hosts[index] ?? grove.host("mac-02"), before[index] as HostSpec);
    expect((await deploy("--via", via).ended).exit).toBe(0);
    await allServe();
  });
});

test("a deploy that is killed itself leaves its lease to the next one, which finishes", async () => {
  await nextRelease();
  const run = deploy();
  await run.tells(isAtRung);
  await run.kill();
  await eventually(
    "the next deploy gets through",
    async () => {
      const { exit } = await deploy().ended;
      expect([0, 5]).toContain(exit);
      return exit === 0;
    },
    60_000,
  );
  await allServe();
});

test("a deploy that a person stops with Ctrl-C says so, gives its lease back and ends with 1", async () => {
  await nextRelease();
  const run = deploy();
  await run.tells(isAtRung);
  process.kill(run.pid, "SIGINT");
  const ended = await run.ended;
  expect(ended.exit).toBe(1);
  expect(told(ended).join("\n")).toContain("Terraform ended with 1");
  expect((await deploy().ended).exit).toBe(0);
  await allServe();
});

describe("one rollout at a time", () => {
  test("a second deploy ends with 5 at once and names the holder", async () => {
    await nextRelease();
    const first = deploy();
    await first.tells(({ kind }) => kind === "run-started");
    const second = await deploy().ended;
    expect(second.exit).toBe(5);
    expect(failureOf(second)).toMatchObject({
      code: "lease-held",
      saw: expect.stringMatching(
        new RegExp(`^deploy \\(pid ${first.pid} on \\S+, since 2\\S+\\) holds the lease`),
      ),
    });
    for (const verb of ["drain", "rollback"])
      expect((await grove.espalier(verb, "orchard", "--on", "mac-03")).exit, verb).toBe(5);
    expect((await first.ended).exit).toBe(0);
  });

  test("terraform apply without espalier deploy is refused too, and converges all hosts of a wave when the pool is free", async () => {
    const before = await specs();
    await nextRelease();
    await plain.synthesise();
    const lease = await takeLease(grove.folders.home, "orchard", {
      token: "a person",
      verb: "soak",
      since: "2026-11-21T00:00:00Z",
    });
    const refused = await plain.apply();
    expect(refused.exit).toBe(1);
    expect(refused.said).toMatch(/orchard: soak \(pid \d+ on .*holds the lease on this pool/);
    expect(refused.said).toContain("exit status 5");
    for (const [index, host] of grove.hosts.entries()) await expectServing(host, before[index] as HostSpec);
    await lease.release();
    expect((await plain.apply()).exit).toBe(0);
    await allServe();
  });

  test("a rollout that was planned with another inventory is refused", async () => {
    await nextRelease();
    await plain.synthesise();
    await nextRelease();
    const refused = await plain.apply();
    expect(refused.exit).toBe(1);
    expect(refused.said).toMatch(/mac-01: the stack planned sha256:\S+, inventory and lock now give sha256:/);
    expect((await deploy().ended).exit).toBe(0);
  });
});
