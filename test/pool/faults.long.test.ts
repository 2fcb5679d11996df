import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { SimulatedHost } from "../../simulator/pool.ts";
import type { HostSpec } from "../../src/model/spec.ts";
import { eventually } from "../eventually.ts";
import { chat, keyOf } from "./gateway.ts";
import { type Change, type Orchard, orchard } from "./orchard.ts";
import { hostEnd } from "./program.ts";
import { type Releases, releases } from "./releases.ts";
import { engineVersion, expectServing, linked, specOf } from "./standing.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** mac-01 serves a good release when the fault strikes; on mac-02 nothing has ever been installed. */
let grove: Orchard;
let mirror: Releases;
let settled: SimulatedHost;
let fresh: SimulatedHost;
let good: HostSpec;

beforeAll(async () => {
  grove = await orchard({ hosts: 2 });
  [settled, fresh] = [grove.host("mac-01"), grove.host("mac-02")];
  mirror = await releases(grove.pool);
  await mirror.publish("0.35.7", { crash: true });
  await mirror.publish("0.35.8", { hang: true });
  await grove.pinned([["waves"], [{ name: "all", hosts: "*" }]]);
  good = await specOf(grove, settled);
  expect((await grove.espalier("apply", "orchard", "--on", "mac-01")).exit).toBe(0);
});
afterAll(async () => {
  await mirror.stop();
  await grove.stop();
});

const engine = (version: string): Change => [["engines", "ollama", "artifact"], `ollama@${version}`];
const both = (kind: string) => ({
  strike: async () => {
    for (const { id } of grove.hosts) await grove.strike(id, kind);
  },
  clear: async () => {
    for (const { id } of grove.hosts) await grove.clear(id, kind);
  },
});
const nothing = { strike: async () => undefined, clear: async () => undefined };
const shared = (kind: string) => ({
  strike: () => grove.strike("mac-01", kind),
  clear: () => grove.clear("mac-01", kind),
});
/** df still shows room: the disk fills up while bytes arrive. */
const fillsUp = {
  strike: async () => {
    for (const { root } of grove.hosts) writeFileSync(join(root, ".mac/disk-full"), "yes\n");
  },
  clear: both("disk-full").clear,
};

interface Story {
  readonly wish: readonly Change[];
  readonly strike: () => Promise<unknown>;
  readonly clear: () => Promise<unknown>;
  /** What is told of the host that serves, and of the fresh one; HOST stands for its name. */
  readonly tells: RegExp;
  readonly outcomes: readonly [settled: string, fresh: string];
}

const untouched = ["untouched", "untouched"] as const;
const unchanged = ["unchanged", "unchanged"] as const;

const STORIES: readonly (readonly [string, Story])[] = [
  [
    "another host key",
    {
      ...both("host-key"),
      wish: [engine("0.35.2")],
      tells:
        /^HOST: 127\.0\.0\.1:\d+ shows host key ssh-ed25519 \S+, the lock pins ssh-ed25519 \S+; .* pin with --accept hosts\.HOST\.hostKey; nothing was sent to it$/,
      outcomes: untouched,
    },
  ],
  [
    "a host that is down",
    {
      ...both("dead-host"),
      wish: [engine("0.35.2")],
      tells:
        /^HOST: no SSH connection to 127\.0\.0\.1:\d+ \(.*ECONNREFUSED.*\); check that the machine is on and that Remote Login is enabled; nothing was changed there$/,
      outcomes: untouched,
    },
  ],
  [
    "no room for what is to come",
    {
      ...both("disk-full"),
      wish: [engine("0.35.2")],
      tells:
        /^HOST: 8\.0 KiB free; needed: .* to stay free = [\d.]+ GiB; free room on the host, or lower supply\.keepFree; nothing was changed there$/,
      outcomes: untouched,
    },
  ],
  [
    "a disk that fills up while an artifact arrives",
    {
      ...fillsUp,
      wish: [engine("0.35.2")],
      tells:
        /^HOST: artifact ollama@0\.35\.[12]: (?:curl: .* \| )?cannot write \S+: is the disk full\?; mend the cause and run it again/,
      outcomes: unchanged,
    },
  ],
  [
    "an artifact whose bytes are not the pinned ones",
    {
      ...shared("wrong-digest"),
      wish: [engine("0.35.2")],
      tells:
        /^HOST: artifact ollama@0\.35\.2: http\S+ has sha256 [0-9a-f]{64}, the lock pins [0-9a-f]{64}: the source changed after 'espalier pin'; nothing was installed; /,
      outcomes: unchanged,
    },
  ],
  [
    "a tag that moved between pin and deploy",
    {
      ...shared("moved-tag"),
      wish: [
        engine("0.35.1"),
        [["models", "chat", "repository"], "library/llama3.2"],
        [["models", "chat", "tag"], "3b"],
      ],
      tells:
        /^HOST: model library\/llama3\.2:3b: http\S+ now has digest sha256:[0-9a-f]{64}, the lock pins sha256:[0-9a-f]{64}: the tag moved after 'espalier pin'; nothing was changed; /,
      outcomes: unchanged,
    },
  ],
  [
    "an engine that starts and dies in a loop",
    {
      ...nothing,
      wish: [engine("0.35.7")],
      tells:
        /^HOST: health release [0-9a-f]{12}: com\.espalier\.ollama generated no token within 5 s \(launchd: .*runs \d+.*\); /,
      outcomes: ["rolled-back", "stopped"],
    },
  ],
  [
    "an engine that accepts TCP and never answers",
    {
      ...nothing,
      wish: [engine("0.35.8")],
      tells:
        /^HOST: health release [0-9a-f]{12}: com\.espalier\.ollama generated no token within 5 s \(launchd: running .*\); /,
      outcomes: ["rolled-back", "stopped"],
    },
  ],
];

const answersPeople = async (host: SimulatedHost): Promise<boolean> =>
  (await chat(grove.pool, host, { key: keyOf(grove.pool, "web-1"), tokens: 1 }).answered).status === 200;

test.each(STORIES)("%s gives one clear error, and every host stays what it was", async (_, story) => {
  await grove.pinned(...story.wish);
  await story.strike();
  const ended = await grove.espalier("apply", "orchard");
  await story.clear();
  expect(ended.exit).toBe(1);
  for (const [index, host] of [settled, fresh].entries()) {
    const { outcome, note } = hostEnd(ended, host.id);
    expect(note.replaceAll(host.id, "HOST")).toMatch(story.tells);
    expect(outcome).toBe(story.outcomes[index]);
  }
  await eventually("the good release answers people", () => answersPeople(settled));
  await expectServing(settled, good);
  expect(linked(fresh, "current")).toBeUndefined();
  expect(await engineVersion(fresh)).toBeUndefined();
});

test("a transfer that breaks off is told, and the next run goes on where it stopped", async () => {
  await mirror.publish("0.35.6", {});
  await grove.pinned(
    engine("0.35.6"),
    [["models", "chat", "repository"], "library/qwen3"],
    [["models", "chat", "tag"], "4b"],
  );
  mirror.breakOff();
  const asked = mirror.asked.length;
  const broken = await grove.espalier("apply", "orchard", "--on", "mac-01");
  expect(broken.exit).toBe(1);
  expect(hostEnd(broken, "mac-01")).toEqual({
    outcome: "unchanged",
    note: expect.stringMatching(
      /^mac-01: artifact ollama@0\.35\.6: .*cannot download http\S+ \(curl exit 18\)/,
    ),
  });
  expect((await grove.espalier("apply", "orchard", "--on", "mac-01")).exit).toBe(0);
  expect(mirror.asked.slice(asked)).toEqual([0, expect.toSatisfy((start: number) => start > 1000)]);
});

test("after all of that the next run converges both hosts", async () => {
  await grove.pinned(engine("0.35.2"));
  expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
  for (const host of [settled, fresh]) await expectServing(host, await specOf(grove, host));
});
