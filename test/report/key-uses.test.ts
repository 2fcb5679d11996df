import { expect, test } from "vitest";
import { lastUse } from "../../src/report/text/key-uses.ts";

const line = { key: "web-1", host: "mac-01", uptime: 7200 };

test.each([
  ["a key that runs", { ...line, ago: 0, requests: 3 }, "now, 3 requests"],
  ["a key of yesterday", { ...line, ago: 90_000, requests: 1 }, "1 d ago, 1 request"],
  ["a key that was not used", line, "not in the 2 h since the proxy started"],
  ["a host that is away", { ...line, failure: "no SSH connection" }, "unknown: no SSH connection"],
])("%s", (_, use, text) => {
  expect(lastUse(use)).toBe(text);
});
