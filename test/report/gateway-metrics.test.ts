import { expect, test } from "vitest";
import { looked, NO_TALLY } from "../../src/load/lane-tally.ts";
import type { LaneRequest } from "../../src/model/lane-load.ts";
import { renderGatewayMetrics } from "../../src/report/text/gateway-metrics.ts";

const load = { group: "model-chat", host: "mac-01", isUp: true, outstanding: 2, requests: 41, again: 1 };
const REQUESTS: readonly LaneRequest[] = [
  { id: "a", lane: "interactive", ending: "served", wait: 0, firstByte: 80, tokens: 0 },
  { id: "b", lane: "interactive", ending: "refused", reason: "pool_unavailable", tokens: 0 },
  { id: "c", lane: "batch", ending: "engine-error", wait: 0, tokens: 0 },
  { id: "d", lane: "", ending: "refused", reason: "invalid_api_key", tokens: 0 },
];

test("a gateway that answers and one that does not are as reviewed", async () => {
  const text = renderGatewayMetrics([
    {
      gateway: "gate-01",
      loads: [load, { ...load, host: "mac-02", isUp: false, outstanding: 0 }],
      overflow: [
        {
          upstream: "gpu-a",
          lane: "interactive",
          group: "model-chat",
          isUp: true,
          outstanding: 1,
          requests: 7,
        },
      ],
      tally: looked(NO_TALLY, { requests: REQUESTS }),
    },
    { gateway: "gate-02", tally: NO_TALLY },
  ]);
  await expect(text).toMatchFileSnapshot("../golden/report/gateway-metrics.prom");
});

test("a pool without gateways has no metrics of them", () => {
  expect(renderGatewayMetrics([])).toBe("");
});
