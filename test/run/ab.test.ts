import { describe, expect, test } from "vitest";
import { Failure } from "../../src/model/failure.ts";
import type { Pool } from "../../src/model/pool.ts";
import type { HostWish } from "../../src/operations/wish.ts";
import { refuseSides, type Sides } from "../../src/run/ab/sides.ts";
import { turns } from "../../src/run/ab/turns.ts";
import { wishFor } from "../fakes/wish.ts";

test("the sides take turns, and each is first as often as the other", () => {
  const seen = turns({ a: "chat", b: "next" }, 4);
  expect(seen.map(({ side, round }) => `${side}${round}`).join(" ")).toBe("a1 b1 b2 a2 a3 b3 b4 a4");
  expect(seen.filter(({ model }) => model === "next").map(({ side }) => side)).toEqual(["b", "b", "b", "b"]);
});

type Engine = Pool["engines"][string];

/** A host with the model `chat` and a second one, behind the same engine or one of its own. */
function ground(change: {
  readonly engine?: "own";
  readonly maxLoadedModels?: number;
  readonly lane?: readonly string[];
  readonly next?: "embeds" | "llama-server";
}): HostWish {
  const wish = wishFor();
  const { pool, host } = wish;
  const [name = ""] = host.models;
  const model = pool.models[name] as Pool["models"][string];
  const engine = {
    ...(pool.engines[model.engine] as Engine),
    maxLoadedModels: change.maxLoadedModels ?? 1,
  } as Engine;
  const other = change.next === "llama-server" ? "llama-server" : engine.kind;
  const lane = pool.lanes[pool.ladder.lane] as Pool["lanes"][string];
  return {
    ...wish,
    host: { ...host, models: [name, "next"] },
    pool: {
      ...pool,
      ladder: { ...pool.ladder, api: change.next === "llama-server" ? "ollama-chat" : pool.ladder.api },
      engines: { ...pool.engines, [model.engine]: engine, other: { ...engine, kind: other } as Engine },
      models: {
        ...pool.models,
        next: { ...model, engine: change.engine ? "other" : model.engine, embeds: change.next === "embeds" },
      },
      lanes: { ...pool.lanes, [pool.ladder.lane]: { ...lane, models: change.lane ?? [name, "next"] } },
    },
  };
}

function refusal(wish: HostWish, sides: Sides): string | undefined {
  try {
    refuseSides(wish, sides);
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return `${error.code}: ${error.message}`;
    throw error;
  }
}

describe("two models of a host", () => {
  const [chat = ""] = wishFor().host.models;
  const sides = { a: chat, b: "next" };
  test.each<{ says: string; wish: HostWish; sides: Sides; saw: string | undefined }>([
    { says: "behind engines of their own", wish: ground({ engine: "own" }), sides, saw: undefined },
    { says: "both kept by one engine", wish: ground({ maxLoadedModels: 2 }), sides, saw: undefined },
    { says: "which are one and the same", wish: ground({}), sides: { a: chat, b: chat }, saw: undefined },
    { says: "that push each other out", wish: ground({}), sides, saw: "push each other out of ollama" },
    {
      says: "of which the lane does not admit one",
      wish: ground({ engine: "own", lane: [chat] }),
      sides,
      saw: "does not admit next",
    },
    {
      says: "of which one embeds",
      wish: ground({ engine: "own", next: "embeds" }),
      sides,
      saw: "the ladder asks for tokens, and next embeds",
    },
    {
      says: "of which one is served by an engine that does not speak its API",
      wish: ground({ engine: "own", next: "llama-server" }),
      sides,
      saw: "the ladder asks by ollama-chat, and next is served by llama-server",
    },
    {
      says: "of which it has but one",
      wish: ground({ engine: "own" }),
      sides: { a: chat, b: "another" },
      saw: `serves ${chat}, next, not another`,
    },
  ])("$says", ({ wish, sides: asked, saw }) => {
    const told = refusal(wish, asked);
    if (saw === undefined) expect(told).toBeUndefined();
    else expect(told).toContain(saw);
  });
});
