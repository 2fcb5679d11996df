import { expect, test } from "vitest";
import { admissionFiles, proxyFiles, renderHaproxy } from "../../templates/haproxy/config.ts";
import { ASKING, KEYS, limitedAt, TWO_ENGINES, WISH } from "./wish.ts";

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

test("haproxy.cfg of a host that asks clients for certificates is as reviewed", async () => {
  await expect(renderHaproxy(ASKING)).toMatchFileSnapshot(`${GOLDEN}/clients/haproxy.cfg`);
});

test("haproxy.cfg of an engine with a second port is as reviewed, one that has a dash in its name, too", async () => {
  const engines = WISH.engines.map((one) => ({ ...one, name: "chat-large", standby: 11_534 }));
  await expect(renderHaproxy({ ...WISH, engines })).toMatchFileSnapshot(`${GOLDEN}/standby/haproxy.cfg`);
});

test.each(admissionFiles(limitedAt(0)))("$path of limited lanes is as reviewed", async ({ path, text }) => {
  await expect(text).toMatchFileSnapshot(`${GOLDEN}/limits/${path.split("/").at(-1)}`);
});

test("equal wishes in another order give equal files", () => {
  const reversed = { ...WISH, lanes: WISH.lanes.toReversed() };
  expect(proxyFiles(reversed)).toEqual(proxyFiles(WISH));
  expect(admissionFiles(reversed)).toEqual(admissionFiles(WISH));
});

test("numbers of lanes and keys are no part of a release: they change while the proxy runs", () => {
  const lanes = WISH.lanes.map((lane) => ({
    ...lane,
    streams: lane.streams + 1,
    queue: 7,
    priority: 42,
    keys: [],
    limits: { requestsPerMinute: 9, tokensPerMinute: 9, keyStreams: 9, contextLimit: 9 },
  }));
  expect(proxyFiles({ ...WISH, lanes })).toEqual(proxyFiles(WISH));
  expect(admissionFiles({ ...WISH, lanes })).not.toEqual(admissionFiles(WISH));
});

test("no name of a lane is the name of another section", () => {
  const names = ["rates", "streams", "base", "reading", "key"];
  const [first] = WISH.lanes;
  const lanes = names.flatMap((name) => (first ? [{ ...first, name }] : []));
  const sections = [...renderHaproxy({ ...WISH, lanes }).matchAll(/^(?:backend|frontend|ring) (\S+)/gm)];
  expect(new Set(sections.map(([, name]) => name)).size).toBe(sections.length);
});

test("no rendered file holds a key", () => {
  const all = [...proxyFiles(WISH), ...admissionFiles(WISH)].map((file) => file.text).join("\n");
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
