import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judge } from "../../src/gates/judge.ts";
import { parsedRule } from "../../src/inventory/rule.ts";
import { measure } from "../../src/load/measure.ts";
import { corpusDigest } from "../../src/load/prompt.ts";
import type { Climb } from "../../src/model/climb.ts";
import { workloadOf } from "../../src/model/workloads.ts";
import { arrivals } from "../../src/probe/arrivals.ts";
import { type ChatServer, chatServer, healthy, type Play } from "../fakes/chat-server.ts";
import { type Bundled, bundled, type Climbed, climbIn, configFor, KEY, run } from "./climbing.ts";

const VECTOR: Play = {
  writes: ['{"data":[{"embedding":[0.1,0.2]}],"usage":{"prompt_tokens":8}}'],
  finish: "end",
};
const SIZES = { api: "openai-chat", context: 512, promptTokens: 64, outputTokens: 4 } as const;

let ladder: Bundled;
let server: ChatServer;
beforeAll(async () => {
  ladder = await bundled();
  server = await chatServer(({ path }) => {
    if (path === "/v1/embeddings") return VECTOR;
    return healthy(15);
  });
});
afterAll(() => server.close());

const judged = (climb: Climb, ...rules: readonly string[]) =>
  judge(climb, measure(climb), { rules: rules.map(parsedRule) });

describe("all lanes at once", () => {
  let climbed: Climbed;
  let climb: Climb;
  beforeAll(async () => {
    const workload = workloadOf({ ...SIZES, name: "mixed", embeds: true });
    const config = configFor(ladder, { url: server.url, rungs: [1, 2, 3, 5], requests: 12, workload });
    const laneKeys = { batch: "key-of-a-job", embed: "key-of-an-index" };
    climbed = await run(ladder, { ...config, embedModel: "nomic", laneKeys });
    climb = climbIn(climbed.out);
  });

  const count = (rung: number, lane: string): number =>
    climb.samples.filter((one) => one.rung === rung && one.lane === lane).length;

  test("a rung goes on until every lane that has a stream there has its number", () => {
    expect(climbed.stderr).toBe("");
    expect([count(1, "interactive"), count(1, "batch"), count(2, "batch")]).toEqual([12, 0, 0]);
    for (const lane of ["interactive", "batch", "agents", "embed"])
      expect(count(5, lane), lane).toBeGreaterThanOrEqual(12);
    expect(count(3, "embed")).toBe(0);
  });

  test("each lane has its own lengths, model and API, and the contract holds all of them", () => {
    const measured = server.asked.filter(({ purpose, rung }) => purpose === "measure" && rung === 5);
    const vectors = measured.filter(({ path }) => path === "/v1/embeddings");
    expect(new Set(vectors.map(({ body }) => body["model"]))).toEqual(new Set(["nomic"]));
    const outputs = measured.flatMap(({ body }) => body["max_tokens"] ?? []);
    expect(new Set(outputs)).toEqual(new Set([256, 64, 1]));
    expect(climb.contract).toMatchObject({
      promptTokens: 512,
      outputTokens: 256,
      workload: { name: "mixed" },
    });
  });

  test("a lane with a key of its own asks with it, warm or measured, and no key is in any file", () => {
    const keys = (wanted: (ask: (typeof server.asked)[number]) => boolean): ReadonlySet<unknown> =>
      new Set(server.asked.filter(wanted).map(({ authorization }) => authorization));
    expect(keys(({ path }) => path === "/v1/embeddings")).toEqual(new Set(["Bearer key-of-an-index"]));
    const batch = climb.samples.find(({ rung, lane }) => rung === 3 && lane === "batch");
    expect(batch).toBeDefined();
    const others = keys(({ path, rung }) => path !== "/v1/embeddings" && rung === 3);
    expect(others).toEqual(new Set([`Bearer ${KEY}`, "Bearer key-of-a-job"]));
    for (const name of ["climb.json", "samples.csv", "signals.csv"])
      expect(readFileSync(join(climbed.out, name), "utf8")).not.toMatch(/key-of-/);
  });

  test("a climb that lost a lane's requests is not complete", () => {
    const samples = climb.samples.filter(({ rung, lane }) => rung < 5 || lane !== "agents");
    expect(judged({ ...climb, samples }, "errors of batch == 0").reasons.join()).toMatch(
      /rung 5 has 0 of 12 requests in each lane/,
    );
  });
});

describe("an open loop", () => {
  let climb: Climb;
  beforeAll(async () => {
    const workload = workloadOf({ ...SIZES, name: "uniform", embeds: false, perMinute: 600 });
    const corpusFile = join(ladder.script, "../corpus.txt");
    writeFileSync(corpusFile, "One two three.\nFour five six seven eight.\n");
    const config = configFor(ladder, { url: server.url, rungs: [1, 4], requests: 20, workload, corpusFile });
    const { out } = await run(ladder, config);
    climb = climbIn(out);
  });

  test("sends at times planned before, and counts from them", () => {
    expect(climb.samples.length).toBeGreaterThanOrEqual(40);
    expect(climb.samples.every(({ planned, sent }) => planned !== undefined && sent >= planned)).toBe(true);
    const [one, four] = [1, 4].map(
      (rung) => measure(climb).rungs.find((seen) => seen.rung === rung)?.elapsed,
    );
    expect((one ?? 0) / (four ?? 1)).toBeGreaterThan(1.5);
    expect(measure(climb).knees).not.toHaveProperty("efficiency");
  });

  test("streams in flight prove nothing there; a client behind its plan does", () => {
    const { canary: _, ...unwatched } = climb;
    const sentAfter = (ms: number): Climb => ({
      ...unwatched,
      signals: [],
      samples: climb.samples.map((one) => ({ ...one, sent: (one.planned ?? 0) + ms })),
      doubts: climb.contract.rungs.map((rung) => ({ rung, loopDelayP99: 0, inFlight: 0.2 })),
    });
    expect(judged(sentAfter(3), "ttft.p50 <= 5 s").reasons.join()).not.toMatch(/in flight|fell behind/);
    expect(judged(sentAfter(80), "ttft.p50 <= 5 s").reasons.join()).toMatch(
      /fell behind its plan at rung [14]/,
    );
  });

  test("prompts are passages of the text, which the contract names", () => {
    expect(climb.contract.prompt).toBe(corpusDigest("One two three.\nFour five six seven eight.\n"));
    const text = JSON.stringify(server.asked.at(-1)?.body);
    expect(text).toMatch(/seven eight\. One two three\. Four/);
  });
});

test("arrivals come at the rate of all streams, for all streams, and the same for a seed", () => {
  const taken = (seed: number) => {
    const all = arrivals(4, 30, seed);
    return Array.from({ length: 4000 }, () => all.next().value);
  };
  const some = taken(7);
  expect((some.at(-1)?.after ?? 0) / 4000).toBeCloseTo(500, -2);
  const shares = [0, 1, 2, 3].map((seat) => some.filter(({ position }) => position === seat).length);
  expect(Math.min(...shares)).toBeGreaterThan(850);
  expect(taken(7)).toEqual(some);
  expect(taken(8)).not.toEqual(some);
});
