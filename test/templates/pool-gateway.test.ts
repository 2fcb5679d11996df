import { expect, test } from "vitest";
import { gatewayAdmission, gatewayFiles } from "../../templates/pool-gateway/config.ts";
import { renderProbeSetup } from "../../templates/pool-gateway/probe-key.ts";
import { overflowing, POOL_WISH } from "./gateway-wish.ts";
import { ASKING } from "./wish.ts";

const GOLDEN = "../golden/templates/gateway";

test.each(gatewayFiles(POOL_WISH))("$path of a gateway is as reviewed", async ({ path, text }) => {
  await expect(text).toMatchFileSnapshot(`${GOLDEN}/${path}`);
});

test("haproxy.cfg of a gateway that asks clients for certificates is as reviewed", async () => {
  const { tls } = ASKING.gateway;
  const gateway = { ...POOL_WISH.gateway, ...(tls && { tls }) };
  const [config] = gatewayFiles({ ...POOL_WISH, gateway, lanes: ASKING.lanes });
  await expect(config?.text).toMatchFileSnapshot(`${GOLDEN}/clients/haproxy.cfg`);
});

test("haproxy.cfg of a gateway whose pool overflows is as reviewed", async () => {
  const [config] = gatewayFiles(overflowing(8));
  await expect(config?.text).toMatchFileSnapshot(`${GOLDEN}/overflow/haproxy.cfg`);
});

test("keys are no part of a gateway's release: they change while it runs", () => {
  const lanes = POOL_WISH.lanes.map((lane) => ({ ...lane, keys: [], streams: 9, queue: 9, priority: 9 }));
  expect(gatewayFiles({ ...POOL_WISH, lanes })).toEqual(gatewayFiles(POOL_WISH));
  expect(gatewayAdmission({ ...POOL_WISH, lanes })).not.toEqual(gatewayAdmission(POOL_WISH));
});

test("the key of the health checks is in no file but its own", () => {
  const all = [...gatewayFiles(POOL_WISH), ...gatewayAdmission(POOL_WISH)];
  expect(all.some(({ text }) => text.includes("esp_secret"))).toBe(false);
  expect(renderProbeSetup("esp_secret")).toBe("global\n    setenv ESPALIER_PROBE_KEY esp_secret\n");
  expect(renderProbeSetup("esp_secret", { "gpu-a": "sk_secret" })).toContain(
    "    setenv ESPALIER_OVERFLOW_GPU_A sk_secret\n",
  );
});

test("a lane without a model has no route, and its list is empty", () => {
  const routes = POOL_WISH.routes.filter(({ lane }) => lane !== "interactive");
  const [config, map] = gatewayFiles({ ...POOL_WISH, routes });
  expect(config?.text).toContain(
    '\'{"object":"list","data":[]}\' if { path /v1/models } { var(txn.lane) -m str interactive }',
  );
  expect(map?.text).not.toContain("interactive|");
});
