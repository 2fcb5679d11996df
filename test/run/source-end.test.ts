import { expect, test } from "vitest";
import { Failure, type FailureCode } from "../../src/model/failure.ts";
import type { Told } from "../../src/run/gateway/left-open.ts";
import { endOf } from "../../src/run/source-end.ts";

const failed = (code: FailureCode): Failure =>
  new Failure({ code, subject: "mac-03", saw: "no", hint: "look" });
const all: Told = { gateways: 2, untold: [] };
const some: Told = { gateways: 2, untold: ["gate-02"] };
const none: Told = { gateways: 0, untold: [] };

const HELD =
  "gateways send it nothing new until it is undrained; clients that ask it directly may still be served";
const GATE =
  "gate-02 could not be told and may still ask it; clients that ask it directly may still be served";
const OPEN = "its doors were not closed; clients that ask it may still be served";
const SILENT = "mac-03 cannot be reached: neither SSH nor its port 8443 answers from here";

interface Case {
  readonly code?: FailureCode;
  readonly told?: Told;
  readonly answers?: boolean;
}

const CASES: readonly (readonly [string, Case, exit: 0 | 1, note: string])[] = [
  ["it is drained", {}, 0, "mac-03 is drained"],
  ["it is off", { code: "host-unreachable", told: none }, 0, SILENT],
  ["it is off, and so is the gateway it carries", { code: "host-unreachable", told: some }, 0, SILENT],
  [
    "only SSH is dead and every gateway was told",
    { code: "host-unreachable", told: all, answers: true },
    0,
    `mac-03 cannot be reached over SSH: ${HELD}`,
  ],
  [
    "only SSH is dead and a gateway was not told",
    { code: "host-unreachable", told: some, answers: true },
    1,
    `mac-03 cannot be reached over SSH: ${GATE}`,
  ],
  [
    "only SSH is dead in a pool without gateways",
    { code: "host-unreachable", told: none, answers: true },
    1,
    `mac-03 cannot be reached over SSH: ${OPEN}`,
  ],
  [
    "another host key is shown",
    { code: "host-key-changed", told: all },
    1,
    `mac-03 was not drained: ${HELD}`,
  ],
  ["its drain failed half-way", { code: "step-failed", told: none }, 1, `mac-03 was not drained: ${OPEN}`],
  [
    "it could not be planned",
    { code: "host-unreachable", answers: true },
    1,
    "mac-03 cannot be reached over SSH",
  ],
];

test.each(CASES)("when %s", (_, { code, told, answers = false }, exit, note) => {
  const closed = {
    plan: { host: "mac-03", steps: [] },
    ...(code && { failure: failed(code) }),
    ...(told && { told }),
  };
  expect(endOf("mac-03", closed, { port: 8443, answers })).toEqual({ exit, note });
});
