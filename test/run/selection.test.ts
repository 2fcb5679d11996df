import { expect, test } from "vitest";
import { onlyOne } from "../../src/run/selection.ts";
import { smallPool } from "../inventory/files.ts";

const { hosts } = smallPool();

test("one host is one host", () => {
  expect(onlyOne(hosts, "mac-02").id).toBe("mac-02");
});

test.each([
  ["*", "selector-ambiguous", "it names 2 hosts: mac-01, mac-02"],
  ["mac-0*", "selector-ambiguous", "it names 2 hosts: mac-01, mac-02"],
  ["mac-09", "selector-unknown", "mac-09"],
])("a verb for one host refuses %s, whoever would come first", (selector, code, saw) => {
  expect(() => onlyOne(hosts, selector)).toThrow(expect.objectContaining({ code, exit: 64 }));
  expect(() => onlyOne(hosts, selector)).toThrow(saw);
});
