import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { answers } from "../../src/facts/fact.ts";
import { gatewayShownQuestion, parseGatewayShown } from "../../src/facts/gateway-shown.ts";
import { gatewayLayout } from "../../src/model/layout.ts";
import { renderFactsScript } from "../../templates/host/facts-script.ts";
import { gatewayFiles } from "../../templates/pool-gateway/config.ts";
import { overflowing } from "./gateway-wish.ts";
import { sh } from "./live/shell.ts";
import { ASKING } from "./wish.ts";

const root = mkdtempSync(join(tmpdir(), "espalier shown-"));
afterAll(() => rmSync(root, { recursive: true }));
const layout = gatewayLayout(root);

/** The same pool, without and with certificates that clients are asked for; both have an overflow, which has its own line. */
const plain = overflowing(1);
const asking = {
  ...plain,
  gateway: { ...plain.gateway, ...(ASKING.gateway.tls && { tls: ASKING.gateway.tls }) },
};

test.each([
  ["serves nothing", undefined, undefined],
  ["shows hosts no certificate", plain, false],
  ["shows hosts its certificate", asking, true],
])("a gateway that %s is known as that", async (_, wish, shown) => {
  const [config] = wish === undefined ? [] : gatewayFiles(wish);
  if (config !== undefined) {
    mkdirSync(layout.current, { recursive: true });
    writeFileSync(join(layout.current, config.path), config.text);
  }
  const { text } = await sh(renderFactsScript(layout, [gatewayShownQuestion(layout)]));
  const answer = answers(text).get("gateway-shown");
  expect(answer?.exit).toBe(0);
  expect(answer && parseGatewayShown(answer)).toBe(shown);
});
