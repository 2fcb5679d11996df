import { expect, test } from "vitest";
import type { HostFacts } from "../../src/model/facts.ts";
import { leftBehind } from "../../src/operations/left-behind.ts";
import { convergedFacts, patched, wishFor } from "../fakes/wish.ts";

const wish = wishFor();
const release = convergedFacts(wish).current;
const UNDRAIN = "`espalier undrain orchard --on mac-01`";

test.each<readonly [string, Partial<HostFacts>, deaf: readonly string[], text: string]>([
  ["an open host", {}, [], `it takes requests with release ${release}`],
  [
    "an open host that gateways hold for drained",
    {},
    ["gate-01", "gate-02"],
    `it takes requests with release ${release}; gate-01, gate-02 send it nothing; ${UNDRAIN} tells them to send it requests`,
  ],
  [
    "one that somebody drained",
    { drained: true, held: true, heldBecause: "a fan is loud" },
    ["gate-01"],
    `it is drained: a fan is loud; gate-01 sends it nothing; ${UNDRAIN} opens it`,
  ],
  [
    "one that a rollout closed before it was proven",
    { drained: true, good: "aaaaaaaaaaaa" },
    [],
    `it is closed by the run that was stopped; release ${release} serves, aaaaaaaaaaaa has passed the gate; run \`espalier deploy\` to prove it, or \`espalier rollback\` to go back to the proven one`,
  ],
  [
    "one that serves another release than the described one",
    { current: "bbbbbbbbbbbb" },
    [],
    "it takes requests with release bbbbbbbbbbbb, which is not the described one",
  ],
])("%s", (_, change, deaf, text) => {
  expect(leftBehind(wish, patched(convergedFacts(wish), change), deaf)).toBe(text);
});
