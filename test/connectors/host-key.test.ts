import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hostKeyDoor } from "../../src/connectors/host-key.ts";

interface ShownKey {
  /** As `known_hosts` has it. */
  readonly known: string;
  /** As it comes over the wire. */
  readonly wire: Buffer;
}

/** A key that ssh-keygen made. */
function newKey(type: string): ShownKey {
  const place = mkdtempSync(join(tmpdir(), "espalier-key-"));
  try {
    execFileSync("ssh-keygen", ["-q", "-t", type, "-N", "", "-C", "", "-f", join(place, "key")]);
    const known = readFileSync(join(place, "key.pub"), "utf8").trim();
    return { known, wire: Buffer.from(known.split(" ")[1] ?? "", "base64") };
  } finally {
    rmSync(place, { recursive: true });
  }
}

const mine = newKey("ed25519");
const other = newKey("ed25519");
const ecdsa = newKey("ecdsa");

test.each([
  ["the pinned key is let in", mine.known, mine, true],
  ["another key of the same kind is not", mine.known, other, false],
  ["a key of another kind is not", mine.known, ecdsa, false],
  ["a pin that is cut short lets nobody in", mine.known.slice(0, -1), mine, false],
  ["a pin with a comment lets nobody in: pins carry none", `${mine.known} a comment`, mine, false],
  ["an empty pin lets nobody in", "", mine, false],
  ["without a pin any key is let in, to be pinned", undefined, other, true],
] as const)("%s", (_, pin, { known, wire }, isLet) => {
  const door = hostKeyDoor(pin);
  expect(door.verify(wire)).toBe(isLet);
  expect(door.seen()).toBe(known);
  expect(door.refused()).toBe(!isLet);
});

test("a door at which nobody has knocked has refused nobody", () => {
  const door = hostKeyDoor(mine.known);
  expect([door.seen(), door.refused()]).toEqual([undefined, false]);
});
