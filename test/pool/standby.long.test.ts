import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { SimulatedHost } from "../../simulator/pool.ts";
import { freePorts } from "../../simulator/ports.ts";
import { shortOf } from "../../src/model/digest.ts";
import type { HostSpec } from "../../src/model/spec.ts";
import { eventually } from "../eventually.ts";
import { onHost } from "../simulator/shell.ts";
import { chat, keyOf } from "./gateway.ts";
import { type Hold, holdAt, type Place } from "./hold.ts";
import { type Orchard, orchard } from "./orchard.ts";
import { hostEnd } from "./program.ts";
import { engineVersion, expectServing, isDrained, linked, specOf } from "./standing.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let grove: Orchard;
let host: SimulatedHost;
let port: number;

beforeAll(async () => {
  grove = await orchard({ hosts: 1 });
  host = grove.host("mac-01");
  [port = 0] = await freePorts(1);
  await grove.pinned(
    [["engines", "ollama", "standby"], 11534],
    [["hosts", "mac-01", "ports", "ollama.standby"], port],
  );
  const first = await grove.espalier("apply", "orchard");
  expect(first.exit, JSON.stringify(first.lines.slice(-5))).toBe(0);
});
let hold: Hold | undefined;
afterEach(async () => {
  hold?.release();
  hold = undefined;
  await grove.silence();
});
afterAll(() => grove.stop());

const apply = () => grove.start("apply", "orchard", "--on", host.id);
const rollback = () => grove.espalier("rollback", "orchard", "--on", host.id, "--because", "it is slow");

const pinned = (artifact: string) => grove.pinned([["engines", "ollama", "artifact"], artifact]);

/** Pins the engine that the host does not serve. */
async function changed(): Promise<HostSpec> {
  await pinned("ollama@0.35.1");
  const one = await specOf(grove, host);
  if (shortOf(one.digest) !== linked(host, "current")) return one;
  await pinned("ollama@0.35.2");
  return specOf(grove, host);
}

interface Seen {
  readonly status: number;
  readonly isWhole: boolean;
  /** The doors were closed then, or shortly before. */
  readonly closed: boolean;
  /** Only a release that had not passed can have answered. */
  readonly unproven: boolean;
}

/** The file is written before the running proxy is told. */
const TOLD_MS = 2000;

const isUnproven = (): boolean => linked(host, "current") !== linked(host, "good");

/** Asks the host as people do, again and again, until it is told to stop. */
function keepAsking(): () => Promise<readonly Seen[]> {
  let isOver = false;
  let closedAt = 0;
  const seen: Seen[] = [];
  const looked = (): boolean => {
    if (isDrained(host)) closedAt = Date.now();
    return isUnproven();
  };
  const ask = async (): Promise<void> => {
    const before = looked();
    const key = keyOf(grove.pool, "web-1");
    const { status, text } = await chat(grove.pool, host, { key, tokens: 4 }).answered;
    const after = looked();
    const isWhole = status === 200 && text.includes("[DONE]");
    seen.push({ status, isWhole, closed: Date.now() - closedAt < TOLD_MS, unproven: before && after });
  };
  const asking = (async () => {
    while (!isOver) {
      await ask();
      await sleep(30);
    }
  })();
  return async () => {
    isOver = true;
    await asking;
    return seen;
  };
}

/** What should never have happened: an answer that broke off or was refused with open doors, or came from an unproven release. */
const wrong = (seen: readonly Seen[]): readonly Seen[] =>
  seen.filter(
    ({ status, isWhole, closed, unproven }) =>
      ![0, 200, 503].includes(status) || (!isWhole && !closed) || (isWhole && unproven),
  );

/** What a change must not leave behind. */
const leftovers = (): readonly string[] =>
  ["Library/LaunchDaemons", "opt/espalier/state/standby"].flatMap((folder) =>
    readdirSync(join(host.root, folder)).filter((name) => /standby\.plist$|\.cfg$/.test(name)),
  );

const pidOf = async (label: string): Promise<string | undefined> =>
  /\tpid = (\d+)/.exec((await onHost(host, `sudo -n launchctl print system/${label}`)).out)?.[1];

describe("an engine with a second port", () => {
  test("is brought there with open doors, is proven behind closed ones, and refuses nobody else", async () => {
    const spec = await changed();
    const stop = keepAsking();
    const run = apply();
    await run.tells((event) => event.kind === "step-started" && event.step === "health ollama.standby");
    expect(isDrained(host)).toBe(false);
    const { exit } = await run.ended;
    const seen = await stop();
    expect(exit).toBe(0);
    expect(wrong(seen)).toEqual([]);
    await expectServing(host, spec);
    expect(leftovers()).toEqual([]);
  });

  test("goes back to the proven release before it without a refused request", async () => {
    const before = linked(host, "previous");
    const stop = keepAsking();
    const ended = await rollback();
    const seen = await stop();
    expect([ended.exit, linked(host, "current"), linked(host, "good")]).toEqual([0, before, before]);
    expect(seen.length).toBeGreaterThan(20);
    expect(seen.filter(({ isWhole }) => !isWhole)).toEqual([]);
    expect(leftovers()).toEqual([]);
  });

  test("has its old one untouched when the gate fails", async () => {
    await grove.pinned(
      [
        ["gates", "rules"],
        ["errors == 0", "ttft.p95 <= 1 ms"],
      ],
      [["engines", "ollama", "artifact"], "ollama@0.35.2"],
    );
    const [good, pid] = [linked(host, "good"), await pidOf("com.espalier.ollama")];
    const ended = await apply().ended;
    await grove.pinned([["gates", "rules"], ["errors == 0"]]);
    expect([ended.exit, hostEnd(ended, host.id)["outcome"]]).toEqual([4, "rolled-back"]);
    expect([linked(host, "current"), linked(host, "good"), isDrained(host)]).toEqual([good, good, false]);
    expect(await pidOf("com.espalier.ollama")).toBe(pid);
    expect(leftovers()).toEqual([]);
  });
});

const PLACES: readonly (readonly [string, () => Place])[] = [
  ["while its standby loads", () => ({ program: "curl", words: `:${port}/api/generate` })],
  ["before the link is flipped", () => ({ program: "perl", words: "espalier/current" })],
  [
    "before it is written down that the standby serves",
    () => ({ program: "perl", words: "standby/ollama.cfg" }),
  ],
  ["after the pass, before it is written down", () => ({ program: "perl", words: "qualification.json" })],
  [
    "while it starts anew in its place",
    () => ({ program: "launchctl", words: "LaunchDaemons/com.espalier.ollama.plist" }),
  ],
  [
    "before its standby ends",
    () => ({ program: "launchctl", words: "bootout system/com.espalier.ollama.standby" }),
  ],
];

const scriptIsGone = () => !existsSync(join(host.root, "opt/espalier/act.lock"));

/** Kills the controller there, and waits until nothing of it works on the host. */
async function killedAt(place: Place): Promise<void> {
  hold = holdAt(host, place);
  const run = apply();
  await hold.reached();
  await run.kill();
  await eventually("the host's script ends when nobody listens", scriptIsGone);
  hold.release();
}

describe.each(PLACES)("a controller killed %s", (_, place) => {
  test("leaves nobody to an unproven release, and the next run converges", async () => {
    const spec = await changed();
    const stop = keepAsking();
    await killedAt(place());
    const again = await apply().ended;
    const seen = await stop();
    expect([again.exit, hostEnd(again, host.id)]).toEqual([0, { outcome: "converged", note: "" }]);
    expect(wrong(seen)).toEqual([]);
    await expectServing(host, spec);
    expect(leftovers()).toEqual([]);
  });

  test("leaves a host that a rollback takes back", async () => {
    await changed();
    await killedAt(place());
    const good = linked(host, "good");
    const wanted = isUnproven() || isDrained(host) ? good : (linked(host, "previous") ?? good);
    expect((await rollback()).exit).toBe(0);
    expect([linked(host, "current"), linked(host, "good"), isDrained(host)]).toEqual([wanted, wanted, false]);
    expect(leftovers()).toEqual([]);
    expect((await apply().ended).exit).toBe(0);
  });
});

test("a host that restarts while its standby serves goes on with it, and the next run converges", async () => {
  const spec = await changed();
  const run = apply();
  await run.tells((event) => event.kind === "step-started" && event.step === "ladder rung 1");
  await run.kill();
  await eventually("the host's script ends when nobody listens", scriptIsGone);
  await grove.strike(host.id, "reboot");
  await eventually(
    "its standby answers",
    async () => (await engineVersion({ ...host, ollamaPort: port })) !== undefined,
    60_000,
  );
  expect(isDrained(host)).toBe(true);
  const again = await apply().ended;
  expect([again.exit, hostEnd(again, host.id)]).toEqual([0, { outcome: "converged", note: "" }]);
  await expectServing(host, spec);
  expect(leftovers()).toEqual([]);
});
