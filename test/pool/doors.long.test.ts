import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { SimulatedHost } from "../../simulator/pool.ts";
import type { Event } from "../../src/model/event.ts";
import type { Plan } from "../../src/model/step.ts";
import { onHost } from "../simulator/shell.ts";
import { chat, keyOf } from "./gateway.ts";
import { type Orchard, orchard } from "./orchard.ts";
import { deeds, type Ended, failureOf, hostEnd } from "./program.ts";
import { isDrained, linked } from "./standing.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let grove: Orchard;
let first: SimulatedHost;
let second: SimulatedHost;

beforeAll(async () => {
  grove = await orchard({ hosts: 2 });
  [first, second] = [grove.host("mac-01"), grove.host("mac-02")];
  await grove.pinned([["waves"], [{ name: "all", hosts: "*" }]]);
  expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
});
afterAll(() => grove.stop());

const asks = async (host: SimulatedHost, name: "web-1" | "ladder"): Promise<number> =>
  (await chat(grove.pool, host, { key: keyOf(grove.pool, name), tokens: 1 }).answered).status;

/** Everything about a host that a verb might change: links, doors, jobs with their pids. */
const whole = async (host: SimulatedHost): Promise<unknown> => ({
  links: [linked(host, "current"), linked(host, "good"), linked(host, "previous")],
  doors: readFileSync(join(host.root, "opt/espalier/state/drain.map"), "utf8"),
  jobs: (await onHost(host, "for j in ollama haproxy; do launchctl print system/com.espalier.$j; done")).out,
});

/** Runs a verb of the person on call on mac-01. */
const verb = (name: string, ...more: readonly string[]) =>
  grove.espalier(name, "orchard", "--on", "mac-01", "--because", "a fan is loud", ...more);

describe("drain", () => {
  test("lets a running stream end, refuses new requests, admits the ladder", async () => {
    const knobs = join(first.root, ".mac/engine.json");
    writeFileSync(knobs, JSON.stringify({ decodeTokensPerSecond: 2 }));
    const long = chat(grove.pool, first, { key: keyOf(grove.pool, "web-1"), tokens: 120 });
    let isOver = false;
    void long.answered.then(() => {
      isOver = true;
    });
    await long.begun;
    const drained = grove.espalier("drain", "orchard", "--on", "mac-01");
    await expect.poll(() => asks(first, "web-1"), { timeout: 30_000, interval: 50 }).toBe(503);
    expect(isOver).toBe(false);
    expect(await asks(first, "ladder")).toBe(200);
    rmSync(knobs);
    expect(await long.answered).toMatchObject({ status: 200, text: expect.stringContaining("[DONE]") });
    expect((await drained).exit).toBe(0);
    expect(await asks(second, "web-1")).toBe(200);
  });

  test("a second time finds nothing to do", async () => {
    const again = await verb("drain");
    expect([again.exit, deeds(again)]).toEqual([0, []]);
  });

  test("outlives a restart of the proxy", async () => {
    await onHost(first, "sudo -n launchctl kickstart -k system/com.espalier.haproxy");
    await expect.poll(() => asks(first, "web-1"), { timeout: 30_000 }).toBe(503);
  });

  test("is kept in the timeline with its reason, and undone by undrain, twice", async () => {
    const { lines } = await verb("undrain");
    expect(await asks(first, "web-1")).toBe(200);
    const timeline = join(grove.folders.reports, "orchard", String(lines[0]?.["run"]), "timeline.ndjson");
    expect(readFileSync(timeline, "utf8")).toContain("a fan is loud");
    const again = await verb("undrain");
    expect([again.exit, deeds(again)]).toEqual([0, []]);
  });
});

describe("a verb that a person stops", () => {
  const isStep = (step: string) => (event: Event) => event.kind === "step-started" && event.step === step;
  /** Stops it in a step, and gives what it told at its end; its lease is given back and its timeline is closed. */
  const stopped = async (signal: NodeJS.Signals, step: string, argv: readonly string[]) => {
    const run = grove.start(...argv);
    await run.tells(isStep(step));
    await expect.poll(() => isDrained(first), { timeout: 30_000, interval: 20 }).toBe(true);
    process.kill(run.pid, signal);
    const ended = await run.ended;
    expect(existsSync(join(grove.folders.home, "leases/orchard.json"))).toBe(false);
    const timeline = join(
      grove.folders.reports,
      "orchard",
      String(ended.lines[0]?.["run"]),
      "timeline.ndjson",
    );
    const last: unknown = JSON.parse(readFileSync(timeline, "utf8").trim().split("\n").at(-1) ?? "");
    expect(last).toMatchObject({ kind: "run-ended", exit: ended.exit, note: "run-interrupted" });
    return { exit: ended.exit, code: failureOf(ended)?.["code"], ...hostEnd(ended, "mac-01") };
  };

  test("in a drain leaves the host closed, and says so with what opens it", async () => {
    const knobs = join(first.root, ".mac/engine.json");
    writeFileSync(knobs, JSON.stringify({ decodeTokensPerSecond: 2 }));
    const long = chat(grove.pool, first, { key: keyOf(grove.pool, "web-1"), tokens: 60 });
    await long.begun;
    const argv = ["drain", "orchard", "--on", "mac-01", "--because", "a fan is loud"];
    expect(await stopped("SIGTERM", "drain mac-01", argv)).toMatchObject({
      exit: 143,
      code: "run-interrupted",
      outcome: "interrupted",
      note: expect.stringContaining(
        "it is drained: a fan is loud; `espalier undrain orchard --on mac-01` opens it",
      ),
    });
    rmSync(knobs);
    expect(await long.answered).toMatchObject({ status: 200, text: expect.stringContaining("[DONE]") });
    expect((await verb("undrain")).exit).toBe(0);
  });

  test("in an A/B opens the host again", async () => {
    const argv = ["ab", "orchard", "chat", "chat", "--on", "mac-01", "--rounds", "2"];
    expect(await stopped("SIGINT", "ladder rung 1", argv)).toMatchObject({
      exit: 130,
      code: "run-interrupted",
      outcome: "interrupted",
      note: expect.stringContaining("it takes requests with release"),
    });
    expect(await asks(first, "web-1")).toBe(200);
  });
});

describe("keys", () => {
  const knock = async (host: SimulatedHost, key: string): Promise<number> =>
    (await chat(grove.pool, host, { key, tokens: 1 }).answered).status;

  test("come and go on every host without a drain, a restart, a proof or a cut stream", async () => {
    const knobs = join(first.root, ".mac/engine.json");
    writeFileSync(knobs, JSON.stringify({ decodeTokensPerSecond: 2 }));
    const before = await Promise.all(grove.hosts.map(whole));
    const added = await grove.espalier(
      ...["keys", "add", "orchard", "interactive", "--id", "web-9", "--owner", "eve", "--push"],
    );
    expect(added.exit).toBe(0);
    const key = String(added.lines.find(({ kind }) => kind === "key")?.["key"]);
    expect([await knock(first, key), await knock(second, key)]).toEqual([200, 200]);
    const long = chat(grove.pool, first, { key, tokens: 60 });
    await long.begun;
    expect((await grove.espalier("keys", "revoke", "orchard", "interactive", "web-9")).exit).toBe(0);
    const applied = await grove.espalier("apply", "orchard");
    expect([applied.exit, deeds(applied).toSorted()]).toEqual([
      0,
      [
        "admission keys.map",
        "admission keys.map",
        "admission lanes of the release",
        "admission lanes of the release",
        "admission running keys.map",
        "admission running keys.map",
      ],
    ]);
    expect(await knock(first, key)).toBe(401);
    rmSync(knobs);
    expect(await long.answered).toMatchObject({ status: 200, text: expect.stringContaining("[DONE]") });
    expect(await Promise.all(grove.hosts.map(whole))).toEqual(before);
    const listed = await grove.espalier("keys", "list", "orchard", "interactive", "--uses");
    const uses = listed.lines.find(({ kind }) => kind === "keys")?.["uses"] as readonly object[];
    expect(uses).toContainEqual(
      expect.objectContaining({ key: "web-1", host: "mac-01", requests: expect.any(Number) }),
    );
    const again = await grove.espalier("keys", "push", "orchard");
    expect([again.exit, deeds(again)]).toEqual([0, []]);
  });
});

describe("metrics", () => {
  const PAGE =
    /espalier_proxy_up\{host="mac-01"\} 1\n[\s\S]*first_byte_seconds_count\{host="mac-01",lane="interactive"\} [1-9]/;

  test("tell once what every proxy remembers", async () => {
    const { exit, lines } = await grove.espalier("metrics", "orchard");
    expect(exit).toBe(0);
    expect(lines[0]?.["text"]).toMatch(PAGE);
  });

  test("are served, look after look, until the program is stopped", async () => {
    const program = grove.start("metrics", "orchard", "--listen", "0", "--every", "1s");
    const told = await program.tells((event) => "url" in event);
    const url = String((told as { readonly url?: string }).url);
    const counted = async () =>
      Number(
        /refusals_total\{host="mac-01",lane="",reason="invalid_api_key"\} (\d+)/.exec(
          await (await fetch(url)).text(),
        )?.[1] ?? 0,
      );
    const before = await counted();
    await chat(grove.pool, first, { key: "esp-nobody", tokens: 1 }).answered;
    await expect.poll(counted, { timeout: 15_000 }).toBe(before + 1);
    process.kill(program.pid, "SIGTERM");
    expect((await program.ended).exit).toBe(0);
  });
});

describe("failover", () => {
  const failover = (from: string, to: string, ...more: readonly string[]) =>
    grove.espalier("failover", "orchard", "--from", from, "--to", to, ...more);

  test("opens the one and drains the other; again it finds both done; failback goes the other way", async () => {
    expect((await failover("mac-01", "mac-02")).exit).toBe(0);
    expect([isDrained(first), isDrained(second)]).toEqual([true, false]);
    const again = await failover("mac-01", "mac-02");
    expect([again.exit, deeds(again)]).toEqual([0, []]);
    expect((await failover("mac-02", "mac-01")).exit).toBe(0);
    expect([isDrained(first), isDrained(second)]).toEqual([false, true]);
    expect((await grove.espalier("undrain", "orchard", "--on", "mac-02")).exit).toBe(0);
  });

  test("to a host that is not ready is refused, and the source keeps serving", async () => {
    await onHost(second, "sudo -n launchctl bootout system/com.espalier.ollama");
    const refused = await failover("mac-01", "mac-02");
    expect(refused.exit).toBe(1);
    expect(hostEnd(refused, "mac-02").note).toMatch(
      /^mac-02: its engine ollama does not answer \(its job com\.espalier\.ollama is not loaded; log \S+\/ollama\.log\); choose another host with --to/,
    );
    expect(isDrained(first)).toBe(false);
  });

  test("nor does undrain call it done, and a drain of the other one warns that nobody serves the model", async () => {
    const opened = await grove.espalier("undrain", "orchard", "--on", "mac-02");
    expect(opened.exit).toBe(1);
    expect(hostEnd(opened, "mac-02").note).toMatch(
      /^mac-02: its engine ollama does not answer .*: open doors do not help, its clients get 503; read the log on the host; `espalier apply orchard --on mac-02` starts/,
    );
    const { lines } = await verb("drain", "--plan");
    expect(lines.flatMap(({ kind, text }) => (kind === "line" ? [text] : []))).toEqual([
      expect.stringMatching(
        /^chat has no host left \(mac-02: its engine ollama does not answer .*\): its clients get 503 until one takes requests again$/,
      ),
    ]);
    expect((await grove.espalier("apply", "orchard", "--on", "mac-02")).exit).toBe(0);
    expect(JSON.stringify((await verb("drain", "--plan")).lines)).not.toContain("has no host left");
  });

  test("to the same host is a mistake", async () => {
    expect((await failover("mac-01", "mac-01")).exit).toBe(64);
    expect(isDrained(first)).toBe(false);
  });

  const noteOf = ({ lines }: Ended) => lines.find(({ kind }) => kind === "run-ended")?.["note"];

  test("from a dead host succeeds and says that nothing answers there", async () => {
    await grove.strike("mac-01", "dead-host");
    const ended = await failover("mac-01", "mac-02");
    const pushed = await grove.espalier("keys", "push", "orchard");
    await grove.clear("mac-01", "dead-host");
    expect(pushed.exit).toBe(1);
    expect(hostEnd(pushed, "mac-01").note).toContain("no SSH connection");
    expect(hostEnd(pushed, "mac-02").outcome).toBe("done");
    expect(noteOf(pushed)).toBe("keys and lanes are pushed; it failed on mac-01");
    expect([ended.exit, noteOf(ended)]).toEqual([
      0,
      `mac-02 serves; mac-01 cannot be reached: neither SSH nor its port ${first.gatewayPort} answers from here`,
    ]);
  });

  test("from a host that serves on without SSH fails and says so", async () => {
    await expect.poll(() => asks(first, "web-1"), { timeout: 30_000 }).toBe(200);
    await grove.strike("mac-01", "no-ssh");
    const ended = await failover("mac-01", "mac-02");
    await grove.clear("mac-01", "no-ssh");
    expect([ended.exit, noteOf(ended)]).toEqual([
      1,
      "mac-02 serves; mac-01 cannot be reached over SSH: its doors were not closed; clients that ask it may still be served",
    ]);
  });
});

test("a host that the inventory drains is proven, closed and as pinned; apply opens it when the word is taken back", async () => {
  await grove.pinned(
    [["hosts", "mac-02", "state"], "drained"],
    [["hosts", "mac-02", "because"], "a new fan"],
  );
  const only = ["orchard", "--on", "mac-02"];
  expect((await grove.espalier("apply", ...only)).exit).toBe(0);
  expect([await asks(second, "web-1"), await asks(second, "ladder")]).toEqual([503, 200]);
  expect((await grove.espalier("audit", ...only)).exit).toBe(0);
  const again = await grove.espalier("apply", ...only);
  expect([again.exit, deeds(again)]).toEqual([0, []]);
  await grove.pinned([["hosts", "mac-02", "state"], undefined], [["hosts", "mac-02", "because"], undefined]);
  expect((await grove.espalier("apply", ...only)).exit).toBe(0);
  expect(await asks(second, "web-1")).toBe(200);
});

test.each([
  ["drain", ["--on", "mac-01"], /drain/],
  ["undrain", ["--on", "mac-01"], /drain/],
  ["rollback", ["--on", "mac-01"], /rollback|launchd/],
  ["failover", ["--from", "mac-01", "--to", "mac-02"], /drain/],
] as const)("%s --plan shows its steps and changes nothing", async (name, argv, operation) => {
  const before = await Promise.all(grove.hosts.map(whole));
  const ended = await grove.espalier(name, "orchard", ...argv, "--plan");
  expect(ended.exit).toBe(0);
  const plans = ended.lines.find(({ kind }) => kind === "plan")?.["plans"] as readonly Plan[];
  const steps = plans.flatMap((plan) => plan.steps);
  expect(steps.map((step) => step.operation).join(" ")).toMatch(operation);
  for (const { why } of steps) expect(why).not.toBe("");
  expect(await Promise.all(grove.hosts.map(whole))).toEqual(before);
});
