import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type LadderCall, ladder, type Questions } from "../../playbooks/ladder.ts";
import { systemClock } from "../../src/run/clock.ts";
import { workspace } from "../../src/store/workspace.ts";
import { Desk } from "./espalier.ts";
import { type Laptop, laptop } from "./laptop.ts";

let desk: Desk;
let box: Laptop;
beforeEach(() => {
  desk = new Desk();
});
afterEach(async () => {
  desk.leave();
  await box.stop();
});

/** What a person was asked, in order; they take the second model, and climb when they are `willing`. */
function person(willing: boolean) {
  const asked: string[] = [];
  const ask: Questions = {
    model: async (models) => {
      asked.push(`model: ${models.map(({ name }) => name).join(", ")}`);
      return models[1] ?? models[0] ?? { name: "", isLoaded: false };
    },
    begin: async ({ top, usual, longest }) => {
      asked.push(`climb to ${top}`);
      expect(usual).toBeGreaterThan(0);
      expect(longest).toBeGreaterThanOrEqual(usual);
      return willing;
    },
  };
  return { asked, ask };
}

const call = (ask: Questions, model?: string): LadderCall => ({
  url: `${box.url}/v1/`,
  model,
  rungs: [1],
  requests: 2,
  promptTokens: 30,
  outputTokens: 2,
  ask,
  say: () => undefined,
  cast: async () => {
    const folders = { ...workspace({}), reports: join(desk.folder, "reports") };
    const screen = { show: () => undefined, close: () => undefined };
    return { verb: "ladder", pool: "laptop", folders, clock: systemClock, ...screen };
  },
});

test("two models and a climb are two questions", async () => {
  box = await laptop(["qwen3:4b", "llama3.2:3b"], 4);
  const { asked, ask } = person(true);
  const run = await ladder(call(ask));
  expect(asked).toEqual([expect.stringMatching(/^model: .*, /), "climb to 1"]);
  expect(run?.result.hosts[0]?.gate.measurement.rungs).toHaveLength(1);
});

test.each([
  ["one model is no question", ["qwen3:4b"], undefined],
  ["a model that was named is no question", ["qwen3:4b", "llama3.2:3b"], "qwen3:4b"],
])("%s, and who would rather not leaves nothing behind", async (_, models, named) => {
  box = await laptop(models, 4);
  const { asked, ask } = person(false);
  expect(await ladder(call(ask, named))).toBeUndefined();
  expect(asked).toEqual(["climb to 1"]);
  expect(existsSync(join(desk.folder, "reports"))).toBe(false);
});
