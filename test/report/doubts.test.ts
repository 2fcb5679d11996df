import { expect, test } from "vitest";
import type { Workload } from "../../src/model/workload.ts";
import { doubts } from "../../src/report/html/doubts.ts";
import { climb } from "../gates/climbs.ts";

const CLOSED = climb();
const OPEN: Workload = {
  name: "uniform",
  lanes: [
    { lane: "uniform", streams: 1, api: "openai-chat", sizes: [{ promptTokens: 32, outputTokens: 4 }] },
  ],
  perMinute: 60,
};

test.each([
  ["a closed loop", CLOSED.contract, "and the streams in flight should be near the rung"],
  ["random times", { ...CLOSED.contract, workload: OPEN }, "the streams in flight are what came of it"],
])("of %s the page says what the streams in flight should be", (_, contract, says) => {
  expect(doubts({ ...CLOSED, contract }).text).toContain(says);
});
