import { expect, test } from "vitest";
import { decisionsOf } from "../../src/climb/overseer.ts";
import { goneOn, stintsOf } from "../../src/model/stint.ts";
import { DONE, type Play, TOKEN, USAGE } from "../fakes/chat-server.ts";
import { bundled, climbIn, configFor, run } from "./climbing.ts";
import { judged, serve } from "./serving.ts";

const ladder = await bundled();

const RULE = "ttft.p95 <= 20 s at 2";
/** No two slow answers stand beside each other, whatever else the machine does: neighbours that are alike count for fewer. */
const spread = (index: number): Play => ({
  writes: [6 * ((7 * index) % 20), TOKEN, TOKEN, TOKEN, TOKEN, USAGE, DONE],
  finish: "end",
});
/** Under way at the look that 80 requests bring, and lost then. */
const lost: Play = { writes: [500], finish: "cut" };

test("a rung goes on when a request that was under way opens what a look had decided", async () => {
  const server = await serve(({ purpose, rung, index }) =>
    purpose === "measure" && rung === 2 && (index === 80 || index === 81)
      ? lost
      : spread(rung === 2 ? index : 0),
  );
  const budget = { requests: 640, time: 60_000 };
  const config = configFor(ladder, { url: server.url, requests: 80, budget, rules: [RULE] });
  expect((await run(ladder, config)).exit).toBe(0);

  const climb = climbIn(config.out);
  const atTwo = climb.samples.filter(({ rung }) => rung === 2);
  expect(climb.decisions?.slice(0, 3).map(({ rung, kind }) => `${rung} ${kind}`)).toEqual([
    "1 next",
    "2 stop",
    "2 more",
  ]);
  expect(climb.decisions?.[2]?.requests).toBeGreaterThan(80);
  expect(climb.decisions?.[2]?.why).toBe(`undecided: ${RULE}`);
  expect(goneOn(climb.decisions, { rung: 2 })).toBe(1);
  expect(stintsOf(atTwo, 1)).toHaveLength(2);
  expect(decisionsOf(climb)).toEqual(climb.decisions);
  expect(judged(climb, RULE)).toMatchObject({ verdict: "pass" });
});
