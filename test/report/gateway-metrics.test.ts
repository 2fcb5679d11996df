import { expect, test } from "vitest";
import { renderGatewayMetrics } from "../../src/report/text/gateway-metrics.ts";

const load = { group: "model-chat", host: "mac-01", isUp: true, outstanding: 2, requests: 41, again: 1 };

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
    },
    { gateway: "gate-02" },
  ]);
  await expect(text).toMatchFileSnapshot("../golden/report/gateway-metrics.prom");
});

test("a pool without gateways has no metrics of them", () => {
  expect(renderGatewayMetrics([])).toBe("");
});
