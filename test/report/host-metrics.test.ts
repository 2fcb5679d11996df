import { expect, test } from "vitest";
import { looked, NO_TALLY } from "../../src/load/lane-tally.ts";
import type { LaneRequest } from "../../src/model/lane-load.ts";
import { renderHostMetrics } from "../../src/report/text/host-metrics.ts";

const served = (id: string, wait: number, firstByte: number): LaneRequest => ({
  id,
  lane: "interactive",
  ending: "served",
  wait,
  firstByte,
  tokens: 100,
});
const REQUESTS: readonly LaneRequest[] = [
  served("a", 0, 80),
  served("b", 1200, 1900),
  { id: "c", lane: "", ending: "refused", reason: "invalid_api_key", tokens: 0 },
  { id: "d", lane: "batch", ending: "refused", reason: "queue_timed_out", wait: 400_000, tokens: 40 },
];

test("hosts that answer and one that does not are as reviewed", async () => {
  const text = renderHostMetrics([
    {
      host: "mac-01",
      uptime: 4210,
      lanes: [
        { lane: "interactive", running: 2, queued: 0, streams: 3 },
        { lane: "batch", running: 1, queued: 7, streams: 1 },
      ],
      tally: looked(NO_TALLY, { requests: REQUESTS }),
    },
    { host: 'mac "02"', tally: NO_TALLY },
  ]);
  await expect(text).toMatchFileSnapshot("../golden/report/metrics.prom");
});
