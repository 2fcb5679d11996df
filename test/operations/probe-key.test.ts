import { describe, expect, test } from "vitest";
import { type Digest, digestOf } from "../../src/model/digest.ts";
import { EXIT } from "../../src/model/failure.ts";
import {
  issueProbeKey,
  probeKeyEnding,
  probeKeyOf,
  refuseBlinding,
} from "../../src/operations/gateway/probe-key.ts";
import { gatePool } from "../fakes/gateway-wish.ts";

const NOW = Date.parse("2026-11-30T12:00:00Z");
const LAST = digestOf("last");

/** The lane of the probe with one key more, which ends then. */
const pool = (id: string, expires?: string) =>
  gatePool([
    "    keys:\n",
    `    keys:\n      - { id: ${id}, owner: espalier, sha256: "${LAST}"${expires === undefined ? "" : `, expires: ${expires}`} }\n`,
  ]);

describe("the key of the health checks", () => {
  test.each([
    ["has no end", undefined, undefined],
    ["ends in the far future", "2027-11-30", undefined],
    [
      "ends within a week",
      "2026-12-07",
      "the key of the health checks, gateways, ends on 2026-12-07: from then on every model answers 503",
    ],
  ])("that %s is let in, and its end is told in time", (_, expires, told) => {
    const key = probeKeyOf(pool("gateways", expires), LAST, NOW);
    expect(probeKeyEnding(key, NOW)).toBe(told);
  });

  test.each([
    ["is none of its lane", "gateways", digestOf("other"), "probe-key-unknown", "none of the keys of lane"],
    ["ended before", "gateways", LAST, "probe-key-ended", "ended on 2026-01-01"],
  ])("that %s is refused", (_, id, hash, code, saw) => {
    const act = () => probeKeyOf(pool(id, "2026-01-01"), hash, NOW);
    expect(act).toThrow(expect.objectContaining({ code, exit: EXIT.badInventory }));
    expect(act).toThrow(saw);
  });

  test.each([
    ["web-7", "--id gateways --owner espalier"],
    ["gateways", "--id gateways-2 --owner espalier"],
  ])("beside %s is issued by a command that can be run as it stands", (id, command) => {
    expect(issueProbeKey(pool(id))).toContain(`\`espalier keys add orchard interactive ${command}\``);
  });
});

describe("a push of keys", () => {
  const held = (hash: Digest) => [
    { gateway: "gate-01", hash },
    { gateway: "gate-02", hash: LAST },
  ];

  test("is refused while a gateway finds its hosts by a key that it would take away", () => {
    const act = () => refuseBlinding(pool("gateways"), held(digestOf("gone")), NOW);
    expect(act).toThrow(expect.objectContaining({ code: "gateway-blinded", subject: "gate-01" }));
    expect(act).toThrow("gateways first: `espalier apply orchard --on gate-01`");
    expect(act).toThrow(digestOf("gone"));
  });

  test("goes on where every key that is probed by opens a lane, or nobody serves", () => {
    expect(() => refuseBlinding(pool("gateways"), held(LAST), NOW)).not.toThrow();
    expect(() => refuseBlinding(pool("gateways"), [], NOW)).not.toThrow();
  });
});
