import { describe, expect, test } from "vitest";
import type { OsTriple } from "../../src/model/lock.ts";
import { keptOs, pinnedOs } from "../../src/run/pin-os.ts";
import { lockFor } from "../fakes/wish.ts";
import { smallPool } from "../inventory/files.ts";

const LIST = `os:
  allow:
    - { version: "26.1", build: 25B78, since: 2026-01-01 }
    - { version: "26.2", build: 25C56, since: 2026-11-20 }
    - { version: "26.2", build: 25C560a, extra: (a), since: 2026-11-20, urgent: a hole }
waves:
`;
const listing = smallPool(["waves:\n", LIST]);
const open = smallPool();
const old: OsTriple = { version: "26.1", build: "25B78", extra: "" };
const fresh: OsTriple = { version: "26.2", build: "25C56", extra: "" };
const urgent: OsTriple = { version: "26.2", build: "25C560a", extra: "(a)" };
const strange: OsTriple = { version: "27.0", build: "26A434", extra: "" };

const sightOf = (pool: typeof open, day: string, isKnown = true) => {
  const [host] = pool.hosts;
  if (host === undefined) throw new Error("the pool has no host");
  return { pool, host, before: isKnown ? lockFor(pool) : undefined, now: Date.parse(day) };
};

describe("the OS that is pinned", () => {
  test.each([
    ["anything, without an allow-list", open, "2026-11-21", strange, strange],
    ["a listed build", listing, "2026-11-21", old, old],
    ["a new one on the last day of its freeze stays out", listing, "2026-11-26T23:59:59Z", fresh, old],
    ["a new one when its week is over", listing, "2026-11-27", fresh, fresh],
    ["an urgent one at once", listing, "2026-11-20", urgent, urgent],
    ["one that is not listed never", listing, "2027-11-20", strange, old],
    [
      "the same version with another extra is another build",
      listing,
      "2027-11-20",
      { ...fresh, extra: "(b)" },
      old,
    ],
  ] as const)("%s", (_, pool, day, seen, pinned) => {
    expect(pinnedOs(sightOf(pool, day), seen)).toEqual(pinned);
  });

  test("a host that was never pinned is refused with the day on which the freeze ends", () => {
    expect(() => pinnedOs(sightOf(listing, "2026-11-21", false), fresh)).toThrow(
      "hosts.mac-01.os: mac-01 runs macOS 26.2 25C56, which stays frozen until 2026-11-27; list it under os.allow",
    );
  });
});

test("a pin that stays is told with the reason, and only that", () => {
  const pin = { hostKey: "ssh-ed25519 AAAA", os: old };
  const sight = sightOf(listing, "2026-11-21");
  expect(keptOs([{ sight, os: old, pin }])).toEqual([]);
  expect(keptOs([{ sight, os: strange, pin }])).toEqual([
    {
      path: "hosts.mac-01.os",
      was: "26.1 25B78",
      why: "mac-01 runs macOS 27.0 26A434, which os.allow does not admit: the pin stays, and the next apply closes the host",
    },
  ]);
});
