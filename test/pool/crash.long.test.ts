import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { SimulatedHost } from "../../simulator/pool.ts";
import { shortOf } from "../../src/model/digest.ts";
import { eventually } from "../eventually.ts";
import { chat, keyOf } from "./gateway.ts";
import { type Hold, holdAt, type Place } from "./hold.ts";
import { type Change, type Orchard, orchard } from "./orchard.ts";
import { hostEnd } from "./program.ts";
import { engineVersion, expectServing, isDrained, linked, specOf, standsAt } from "./standing.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

let grove: Orchard;
let host: SimulatedHost;
let people: { readonly stop: () => Promise<readonly string[]> };

const ENGINES = ["ollama@0.35.1", "ollama@0.35.2", "ollama@0.36.0"];

/** Another release each time: the engine moves between three versions, the proxy's settings move on. */
let turn = 0;
function nextWish(): readonly Change[] {
  turn += 1;
  return [
    [["engines", "ollama", "artifact"], ENGINES[turn % ENGINES.length]],
    [["lanes", "interactive", "queue"], 64 + turn],
    [["lanes", "interactive", "queueTimeout"], `${30 + turn}s`],
  ];
}

const apply = () => grove.start("apply", "orchard", "--on", host.id);

/** The host's script has ended, or never began. */
const scriptIsGone = () => !existsSync(join(host.root, "opt/espalier/act.lock"));

/** Asks the host as people do, again and again. Tells at its end what should never have happened. */
function keepAsking() {
  let over = false;
  const seen: string[] = [];
  const key = keyOf(grove.pool, "web-1");
  const ask = async (): Promise<void> => {
    const before = [linked(host, "current"), linked(host, "good")];
    const { status } = await chat(grove.pool, host, { key, tokens: 2 }).answered;
    const after = [linked(host, "current"), linked(host, "good")];
    const proven = before[0] === before[1] || after[0] === after[1];
    if (status === 200 && !proven) seen.push(`release ${after[0]} answered before it was proven`);
    if (![0, 200, 503].includes(status)) seen.push(`a person was told ${status}`);
  };
  const asking = (async () => {
    while (!over) {
      await ask();
      await sleep(50);
    }
  })();
  return {
    stop: async () => {
      over = true;
      await asking;
      return seen;
    },
  };
}

beforeAll(async () => {
  grove = await orchard({ hosts: 1 });
  host = grove.host("mac-01");
  await grove.pinned();
  expect((await apply().ended).exit).toBe(0);
  people = keepAsking();
});
let hold: Hold | undefined;
afterEach(async () => {
  hold?.release();
  hold = undefined;
  await grove.silence();
});
afterAll(async () => {
  await people?.stop();
  await grove.stop();
});

const PLACES: readonly (readonly [string, Place])[] = [
  ["while the engine is downloaded", { program: "curl", words: "ollama-darwin.tgz" }],
  ["while the engine is unpacked and not yet named", { program: "perl", words: "releases/ollama/" }],
  ["while the lanes change", { program: "perl", words: "admission/lanes.map" }],
  ["between two files of the release", { program: "perl", words: "/models.map" }],
  ["before the last file of the release", { program: "perl", words: "/release.json" }],
  ["while the doors close", { program: "perl", words: "drain.map" }],
  ["before the link is flipped", { program: "perl", words: "espalier/current" }],
  [
    "after the flip, before the engine starts anew",
    { program: "launchctl", words: "LaunchDaemons/com.espalier.ollama.plist" },
  ],
  [
    "between the engine and the proxy",
    { program: "launchctl", words: "kickstart -k system/com.espalier.haproxy" },
  ],
  ["while health is awaited", { program: "curl", words: "/api/generate" }],
  ["after the pass, before it is written down", { program: "perl", words: "qualification.json" }],
  ["after the pass, before the release is called good", { program: "perl", words: "espalier/good" }],
];

test.each(PLACES)(
  "a controller killed %s leaves the old or the new release, and the next run converges",
  async (_, place) => {
    const old = await specOf(grove, host);
    await grove.pinned(...nextWish());
    const wanted = await specOf(grove, host);
    hold = holdAt(host, place);
    const run = apply();
    await hold.reached();
    await run.kill();
    await eventually("the host's script ends when nobody listens", scriptIsGone);
    hold.release();
    const stands = standsAt(host, [old, wanted]);
    if (stands === wanted && linked(host, "good") !== shortOf(wanted.digest))
      expect(isDrained(host)).toBe(true);
    const again = await apply().ended;
    expect([again.exit, hostEnd(again, host.id)]).toEqual([0, { outcome: "converged", note: "" }]);
    await expectServing(host, wanted);
  },
);

const MOMENTS: readonly (readonly [string, string])[] = [
  ["while the ladder climbs", "ladder rung 2"],
  ["while the doors open", "undrain mac-01"],
];

test.each(MOMENTS)(
  "a controller killed %s leaves no program behind, and the next run converges",
  async (_, step) => {
    await grove.pinned(...nextWish());
    const wanted = await specOf(grove, host);
    const run = apply();
    await run.tells((event) => event.kind === "step-started" && event.step === step);
    // From here on a rung takes half a minute: a ladder that nobody hears must not climb it to the end.
    writeFileSync(knobs(), JSON.stringify({ decodeTokensPerSecond: 1 }));
    await run.kill();
    await eventually("its ladder and its scripts end", () => commandsBelow(host.root).length === 0, 6000);
    rmSync(knobs());
    expect(standsAt(host, [wanted])).toBe(wanted);
    expect((await apply().ended).exit).toBe(0);
    await expectServing(host, wanted);
  },
);

/** What the engine of the host is told about its speed. */
const knobs = (): string => join(host.root, ".mac/engine.json");

/** Ladders and act scripts that work for the host; its services are no such. */
function commandsBelow(root: string): readonly string[] {
  const all = execFileSync("ps", ["-A", "-ww", "-o", "command="], { encoding: "utf8" }).split("\n");
  const ladders = all.filter((line) => line.includes(root) && line.includes("ladder.mjs"));
  return scriptIsGone() ? ladders : [...ladders, "act script"];
}

test("a pass that could not be written down is put back, and the report of it is one that verifies", async () => {
  const old = await specOf(grove, host);
  await grove.pinned(...nextWish());
  hold = holdAt(host, { program: "perl", words: "qualification.json" });
  const run = apply();
  await hold.reached();
  const [owner = ""] = readdirSync(join(host.root, "opt/espalier/act.lock"));
  process.kill(-Number(owner.replace("owner.", "")), "SIGKILL");
  const ended = await run.ended;
  expect([ended.exit, hostEnd(ended, host.id)]).toMatchObject([1, { outcome: "rolled-back" }]);
  const report = ended.lines.find(({ kind }) => kind === "report");
  expect(report).toMatchObject({ verdict: "unproven" });
  expect((await grove.espalier("verify", String(report?.["directory"]))).exit).toBe(0);
  await expectServing(host, old);
});

test("a run that comes while the script of a killed one is still at work waits for its end", async () => {
  await grove.pinned(...nextWish());
  const wanted = await specOf(grove, host);
  hold = holdAt(host, { program: "perl", words: "/models.map" });
  const run = apply();
  await hold.reached();
  const next = run.kill().then(() => apply().ended);
  await eventually("the host's script ends when nobody listens", scriptIsGone);
  hold.release();
  expect((await next).exit).toBe(0);
  await expectServing(host, wanted);
});

test("a host that restarts in the middle of a step is looked for again, and serves its old release", async () => {
  const old = await specOf(grove, host);
  await grove.pinned(...nextWish());
  hold = holdAt(host, { program: "perl", words: "/models.map" });
  const run = apply();
  await hold.reached();
  await grove.strike(host.id, "reboot");
  hold.release();
  const ended = await run.ended;
  expect(ended.exit).toBe(1);
  expect(hostEnd(ended, host.id)).toEqual({
    outcome: "unchanged",
    note: expect.stringMatching(
      /^mac-01: release models\.map: the connection broke .*; run it again: it goes on where it stopped$/,
    ),
  });
  await eventually("the old engine is back", async () => (await engineVersion(host)) !== undefined);
  await expectServing(host, old);
  expect((await apply().ended).exit).toBe(0);
});

test("all the while no person was served by a release that was not proven, and none saw another error than 503", async () => {
  expect(await people.stop()).toEqual([]);
});
