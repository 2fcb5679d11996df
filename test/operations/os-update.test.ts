import { describe, expect, test } from "vitest";
import type { Offer } from "../../src/facts/offers.ts";
import type { HostFacts } from "../../src/model/facts.ts";
import { Failure } from "../../src/model/failure.ts";
import { offerFor, refuseLocked, targetOs, updateSteps } from "../../src/operations/os-update.ts";
import type { HostWish } from "../../src/operations/wish.ts";
import { convergedFacts, lockFor, patched, wishFor } from "../fakes/wish.ts";
import { smallPool } from "../inventory/files.ts";

const LIST = `os:
  allow:
    - { version: "26.1", build: 25B78, since: 2026-01-01 }
    - { version: "26.2", build: 25C56, since: 2026-11-20 }
    - { version: "26.3", build: 25D80, since: 2026-11-22, urgent: a hole }
waves:
`;
const pool = smallPool(["waves:\n", LIST]);
const wish = wishFor(pool);
const facts = convergedFacts(wish);
const day = (text: string): number => Date.parse(text);
const offer = { label: "macOS Tahoe 26.2-25C56", version: "26.2", build: "25C56" };
const target = { version: "26.2", build: "25C56", extra: "" };

const code = (work: () => unknown): string => {
  try {
    work();
    return "none";
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
};

describe("the build a host is brought to", () => {
  test.each([
    ["the last that was listed", undefined, "2026-12-01", "25D80"],
    ["the one that is named", "25C56", "2026-11-27", "25C56"],
    ["an urgent one before its week is over", "25D80", "2026-11-22", "25D80"],
  ])("%s", (_, build, now, wanted) => {
    expect(targetOs(pool, build, day(now)).build).toBe(wanted);
  });

  test.each([
    ["one that is frozen", pool, "25C56", "os-frozen"],
    ["one that is not listed", pool, "26A434", "os-unadmitted"],
    ["none at all without a list", smallPool(), undefined, "os-unadmitted"],
  ])("%s is refused", (_, from, build, wanted) => {
    expect(code(() => targetOs(from, build, day("2026-11-26T23:00:00Z")))).toBe(wanted);
  });
});

test("what Apple does not offer is not installed, and the reader learns what it does offer", () => {
  expect(() =>
    offerFor("mac-01", target, [{ ...offer, label: "macOS 27.0.1-26A434", build: "26A434" }]),
  ).toThrow("mac-01: Apple offers it macOS 27.0.1-26A434, not build 25C56");
  expect(offerFor("mac-01", target, [offer])).toBe(offer);
});

test.each([
  ["off", { state: "off" }, "none"],
  ["on, with a restart that unlocks itself", { state: "on", authRestart: true }, "none"],
  ["on, without one", { state: "on", authRestart: false }, "restart-unattended"],
  ["on, and nobody knows", { state: "on", authRestart: null }, "restart-unattended"],
  ["not told", null, "restart-unattended"],
])("a disk whose FileVault is %s", (_, fileVault, wanted) => {
  const seen = patched(facts, { preparation: { fileVault } });
  expect(code(() => refuseLocked(wish, seen))).toBe(wanted);
});

describe("the steps of an update", () => {
  const told = (seen: HostFacts, from: HostWish, offered: Offer | undefined) =>
    updateSteps({ wish: from, facts: seen, target, offer: offered }).map(
      ({ kind, operation, subject }) => `${kind} ${operation} ${subject}`,
    );

  test("of a host that serves", () => {
    expect(told(facts, wish, offer)).toEqual([
      "run drain mac-01",
      "run drain mac-01",
      "run os macOS Tahoe 26.2-25C56",
      "run pin hosts.mac-01.os",
      "climb ladder rungs 1, 4",
      "run undrain mac-01",
    ]);
  });

  test("of a host that an earlier run brought to its restart", () => {
    const lock = lockFor(pool);
    const hosts = { ...lock.hosts, "mac-01": { hostKey: "ssh-ed25519 AAAA", os: target } };
    const updated = patched(facts, { os: target, drained: true, held: true });
    expect(told(updated, wishFor(pool, "mac-01", { ...lock, hosts }), undefined)).toEqual([
      "noop drain mac-01",
      "noop os macOS 26.2 25C56",
      "noop pin hosts.mac-01.os",
      "climb ladder rungs 1, 4",
      "run undrain mac-01",
    ]);
  });
});
