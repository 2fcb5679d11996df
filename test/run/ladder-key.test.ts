import { expect, test } from "vitest";
import { digestOf } from "../../src/model/digest.ts";
import { ladderKey, refuseEnded } from "../../src/run/ladder-key.ts";
import { smallPool } from "../inventory/files.ts";

const SECRET = "esp-ladder";
const at = (day: string): number => Date.parse(`${day}T12:00:00Z`);

/** The small pool, whose ladder asks with a key that ends on 1 December. */
const pool = smallPool(
  [
    "        sha256: sha256:00000000000000000000000000000000000000000000000000000000000000a1\n",
    `        sha256: ${digestOf(SECRET)}\n        expires: 2026-12-01\n`,
  ],
  ["env:LADDER_KEY", "env:LADDER_KEY_OF_THIS_TEST"],
);
process.env["LADDER_KEY_OF_THIS_TEST"] = SECRET;

test("a key climbs until the day on which it ends", async () => {
  const key = await ladderKey(pool, "/nowhere");
  expect(key.ids).toEqual(["web-1"]);
  expect(() => refuseEnded(key, pool, at("2026-11-30"))).not.toThrow();
});

test("from then on it is refused, with what to do", async () => {
  const key = await ladderKey(pool, "/nowhere");
  expect(() => refuseEnded(key, pool, at("2026-12-01"))).toThrow(
    /ladder\.key: key web-1 of lane interactive opens nothing since 2026-12-01, .*`espalier keys add orchard interactive --id NAME --owner WHO` and name the new key under ladder\.key; nothing was changed/,
  );
});
