import { expect, test } from "vitest";
import { AT_ONCE, eachHost } from "../../src/run/each-host.ts";

test("what one host throws is thrown when those under way have ended, and no other host is begun", async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const hosts = Array.from({ length: AT_ONCE + 8 }, (_, index) => index);
  const working = eachHost(hosts, async (host) => {
    begun.push(host);
    if (host === 0) throw new Error("the disk is full");
    await new Promise((resolve) => setImmediate(resolve));
    ended.push(host);
  });
  await expect(working).rejects.toThrow("the disk is full");
  expect(ended).toEqual(hosts.slice(1, AT_ONCE));
  expect(begun).toHaveLength(AT_ONCE);
});
