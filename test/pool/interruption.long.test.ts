import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Event } from "../../src/model/event.ts";
import type { HostSpec } from "../../src/model/spec.ts";
import { takeLease } from "../../src/store/lease.ts";
import { eventually } from "../eventually.ts";
import { type Deploys, deploysOf } from "./deploys.ts";
import { type Orchard, orchard } from "./orchard.ts";
import { type Ended, failureOf } from "./program.ts";
import { killTerraform, type Stack, stack } from "./stack.ts";
import { expectServing, standsAt } from "./standing.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let grove: Orchard;
let plain: Stack;
let deploys: Deploys;

beforeAll(async () => {
  grove = await orchard({ hosts: 3 });
  plain = await stack(grove);
  deploys = deploysOf(grove);
  await grove.pinned();
  expect((await deploys.deploy().ended).exit).toBe(0);
});
afterEach(() => grove.silence());
afterAll(() => grove.stop());

const told = ({ lines }: Ended): readonly string[] =>
  lines.flatMap((line) => (line.kind === "line" ? [String(line["text"])] : []));
const isAtRung = (event: Event): boolean => event.kind === "step-started" && event.step === "ladder rung 1";

describe.each(["terraform", "cdktf"])("Terraform killed while the canary climbs, via %s", (via) => {
  test("is said, ends with 1, and no host is left between two releases; the next deploy finishes", async () => {
    const before = await deploys.specs();
    await deploys.nextRelease();
    const after = await deploys.specs();
    const run = deploys.deploy("--via", via);
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
    expect((await deploys.deploy("--via", via).ended).exit).toBe(0);
    await deploys.allServe();
  });
});

test("a deploy that is killed itself leaves its lease to the next one, which finishes", async () => {
  await deploys.nextRelease();
  const run = deploys.deploy();
  await run.tells(isAtRung);
  await run.kill();
  await eventually(
    "the next deploy gets through",
    async () => {
      const { exit } = await deploys.deploy().ended;
      expect([0, 5]).toContain(exit);
      return exit === 0;
    },
    60_000,
  );
  await deploys.allServe();
});

test("a deploy that a person stops with Ctrl-C says so, gives its lease back and ends with 1", async () => {
  await deploys.nextRelease();
  const run = deploys.deploy();
  await run.tells(isAtRung);
  process.kill(run.pid, "SIGINT");
  const ended = await run.ended;
  expect(ended.exit).toBe(1);
  expect(told(ended).join("\n")).toContain("Terraform ended with 1");
  expect((await deploys.deploy().ended).exit).toBe(0);
  await deploys.allServe();
});

test("a deploy that is stopped before it applies touches no host, and does not go on to apply", async () => {
  const before = await deploys.specs();
  await deploys.nextRelease();
  const run = deploys.deploy();
  await run.tells(({ kind }) => kind === "run-started");
  process.kill(run.pid, "SIGHUP");
  const ended = await run.ended;
  expect(ended.exit).toBe(129);
  expect(failureOf(ended)).toMatchObject({ code: "run-interrupted" });
  expect(ended.lines.at(-2)).toMatchObject({ kind: "run-ended", exit: 129, note: "run-interrupted" });
  for (const [index, host] of grove.hosts.entries()) await expectServing(host, before[index] as HostSpec);
  expect((await deploys.deploy().ended).exit).toBe(0);
  await deploys.allServe();
});

describe("one rollout at a time", () => {
  test("a second deploy ends with 5 at once and names the holder", async () => {
    await deploys.nextRelease();
    const first = deploys.deploy();
    await first.tells(({ kind }) => kind === "run-started");
    const second = await deploys.deploy().ended;
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
    const before = await deploys.specs();
    await deploys.nextRelease();
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
    await deploys.allServe();
  });

  test("a wave of terraform apply does not begin after a host that Terraform wrongly takes for done, and says what to do", async () => {
    await deploys.nextRelease();
    expect((await deploys.deploy().ended).exit).toBe(0);
    await plain.synthesise();
    const [, , last] = await deploys.specs();
    expect((await grove.espalier("rollback", "orchard", "--on", "mac-01")).exit).toBe(0);
    await plain.taint("terraform_data.mac-03");
    const refused = await plain.apply();
    expect(refused.exit).toBe(1);
    expect(refused.said).toMatch(
      /mac-01: it belongs to an earlier wave and serves release \w+, not its spec/,
    );
    expect(refused.said).toContain("`espalier apply orchard --on mac-01`");
    await expectServing(grove.host("mac-03"), last as HostSpec);
    expect((await grove.espalier("apply", "orchard", "--on", "mac-01")).exit).toBe(0);
    expect((await plain.apply()).exit).toBe(0);
    await deploys.allServe();
  });

  test("a rollout that was planned with another inventory is refused", async () => {
    await deploys.nextRelease();
    await plain.synthesise();
    await deploys.nextRelease();
    const refused = await plain.apply();
    expect(refused.exit).toBe(1);
    expect(refused.said).toMatch(/mac-01: the stack planned sha256:\S+, inventory and lock now give sha256:/);
    expect((await deploys.deploy().ended).exit).toBe(0);
  });
});
