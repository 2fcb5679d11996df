import { expect, test } from "vitest";
import { proxyFiles, renderHaproxy } from "../../templates/haproxy/config.ts";
import { KEYS, limitedAt, TWO_ENGINES, WISH } from "./wish.ts";

const GOLDEN = "../golden/templates";

test.each(proxyFiles(WISH))("$path is as reviewed", async ({ path, text }) => {
  await expect(text).toMatchFileSnapshot(`${GOLDEN}/${path}`);
});

test.each(proxyFiles(TWO_ENGINES))("$path of two engines is as reviewed", async ({ path, text }) => {
  await expect(text).toMatchFileSnapshot(`${GOLDEN}/two-engines/${path}`);
});

test.each(proxyFiles(limitedAt(0)))("$path of limited lanes is as reviewed", async ({ path, text }) => {
  await expect(text).toMatchFileSnapshot(`${GOLDEN}/limits/${path}`);
});

test("equal wishes in another order give equal files", () => {
  expect(proxyFiles({ ...WISH, lanes: WISH.lanes.toReversed() })).toEqual(proxyFiles(WISH));
});

test("no rendered file holds a key", () => {
  const all = proxyFiles(WISH)
    .map((file) => file.text)
    .join("\n");
  for (const key of Object.values(KEYS)) expect(all).not.toContain(key);
});

test("the log names no header and no body", () => {
  const format = /log-format '(.*)'/.exec(renderHaproxy(WISH))?.[1] ?? "";
  expect(format).toContain('"lane"');
  expect(format).not.toMatch(/req\.|hdr|body|%hr|%r\b|%HU|%HP|%HQ|txn\.hash|txn\.entry/);
});

test.each([
  ["an IPv4 address", "0.0.0.0", "bind 0.0.0.0:8443 "],
  ["an IPv6 address", "::", "bind [::]:8443 "],
])("binds %s", (_, bind, line) => {
  expect(renderHaproxy({ ...WISH, gateway: { ...WISH.gateway, bind } })).toContain(line);
});
