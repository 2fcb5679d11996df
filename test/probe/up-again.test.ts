import { expect, test } from "vitest";
import { decisionsOf } from "../../src/climb/overseer.ts";
import { goneOn, stintsOf, timesUpAgain } from "../../src/model/stint.ts";
import { DONE, type Play, TOKEN, USAGE } from "../fakes/chat-server.ts";
import { bundled, climbIn, configFor, run } from "./climbing.ts";
import { judged, serve } from "./serving.ts";

const ladder = await bundled();

const RULE = "ttft.p95 <= 1 x baseline at 2";
const REQUESTS = 80;
const after = (ms: number): Play => ({
  writes: [ms, TOKEN, TOKEN, TOKEN, TOKEN, USAGE, DONE],
  finish: "end",
});

/**
 * Two streams are clearly slower than the p95 of one stream at first, of which two answers leave open how slow it may be. After the return
 * every third answer is slow, and with that p95 as the limit two streams may be on either side of it. A busy machine moves no median by a
 * quarter, and no two slow answers stand beside each other.
 */
const answer = (rung: number, index: number): Play => {
  if (rung === 2) return after(index % 10 === 5 ? 500 : 150);
  const isSlow = index <= REQUESTS ? index === 20 || index === 50 : index % 3 === 0;
  return after(isSlow ? 300 : 60);
};

test("a rung goes on after the return when that has moved the limit, and the climb returns once more", async () => {
  const server = await serve(({ purpose, rung, index }) =>
    purpose === "measure" ? answer(rung, index) : after(5),
  );
  const budget = { requests: 2 * REQUESTS, time: 100_000 };
  const config = configFor(ladder, {
    url: server.url,
    requests: REQUESTS,
    budget,
    rules: [RULE],
    deadlineMs: 110_000,
  });
  const { exit, lines } = await run(ladder, config);
  expect(exit).toBe(0);

  const climb = climbIn(config.out);
  const { samples, returned = [], decisions = [], doubts } = climb;
  const up = decisions.findIndex(({ why }) => why === `undecided after the return: ${RULE}`);
  expect(decisions[up]).toMatchObject({ rung: 2, kind: "more" });
  expect(decisions[up - 1]).toMatchObject({ rung: 1, lap: 2, kind: "stop" });
  expect(timesUpAgain(decisions)).toBe(1);
  expect(decisionsOf(climb)).toEqual(decisions);

  const atTwo = samples.filter(({ rung }) => rung === 2);
  expect(atTwo.length).toBeGreaterThanOrEqual(2 * REQUESTS);
  const rests = goneOn(decisions, { rung: 2 });
  expect(stintsOf(atTwo, rests)).toHaveLength(rests + 1);
  expect(stintsOf(returned, goneOn(decisions, { rung: 1, lap: 2 })).at(-1)?.length).toBeGreaterThanOrEqual(
    20,
  );
  expect(judged(climb, "errors == 0")).toMatchObject({ verdict: "pass" });

  expect(doubts.map(({ rung, lap }) => [rung, lap])).toEqual([
    [1, undefined],
    [2, undefined],
    [1, 2],
    [2, undefined],
    [1, 2],
  ]);
  const begun = lines.flatMap((line) => (line?.kind === "rung-started" ? [line] : []));
  expect(begun.map(({ rung, again }) => [rung, again])).toEqual([
    [1, undefined],
    [2, undefined],
    [1, undefined],
    [2, true],
    [1, true],
  ]);
}, 120_000);
