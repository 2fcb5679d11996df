import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { SimulatedHost } from "../../simulator/pool.ts";
import { freePorts } from "../../simulator/ports.ts";
import { type Answered, chat, keyOf } from "./gateway.ts";
import { type Orchard, orchard } from "./orchard.ts";
import { expectServing, isDrained, specOf } from "./standing.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let grove: Orchard;
let host: SimulatedHost;

beforeAll(async () => {
  grove = await orchard({ hosts: 1 });
  host = grove.host("mac-01");
  const [standby] = await freePorts(1);
  await grove.pinned(
    [["engines", "ollama", "standby"], 11534],
    [["hosts", "mac-01", "ports", "ollama.standby"], standby],
  );
  const first = await grove.espalier("apply", "orchard");
  expect(first.exit, JSON.stringify(first.lines.slice(-5))).toBe(0);
});
afterAll(() => grove.stop());

/** Asks the host without a pause, and keeps what it said and whether its doors were closed then. */
function keepAsking() {
  let isOver = false;
  const answers: (Answered & { readonly closed: boolean; readonly at: number })[] = [];
  const asking = (async () => {
    while (!isOver) {
      const before = isDrained(host);
      const answer = await chat(grove.pool, host, { key: keyOf(grove.pool, "web-1"), tokens: 4 }).answered;
      answers.push({ ...answer, closed: before || isDrained(host), at: Date.now() });
      await sleep(30);
    }
  })();
  return async () => {
    isOver = true;
    await asking;
    return answers;
  };
}

const standbys = (): readonly string[] => [
  ...readdirSync(join(host.root, "Library/LaunchDaemons")).filter((name) => name.includes("standby")),
  ...(existsSync(join(host.root, "opt/espalier/state/standby")) ? readdirSync(join(host.root, "opt/espalier/state/standby")) : []),
];

test("explore", async () => {
  const stop = keepAsking();
  await grove.pinned([["engines", "ollama", "artifact"], "ollama@0.35.2"]);
  const spec = await specOf(grove, host);
  const ended = await grove.espalier("apply", "orchard");
  for (const line of ended.lines) console.log(JSON.stringify(line).slice(0, 300));
  const answers = await stop();
  const bad = answers.filter(({ status, text }) => status !== 200 || !text.includes("[DONE]"));
  console.log(answers.length, bad.length, bad.map(({ at, status, closed, text }) => `${at} ${status} ${closed} ${text.slice(0, 80)}`).slice(0, 8).join("\n"), bad.at(-1)?.at);
  expect(ended.exit).toBe(0);
  await expectServing(host, spec);
  expect(standbys()).toEqual([]);
});
