import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { HostFacts } from "../../src/model/facts.ts";
import { Failure } from "../../src/model/failure.ts";
import { PREPARATIONS } from "../../src/model/preparation.ts";
import type { Step } from "../../src/model/step.ts";
import { account } from "../../src/operations/account.ts";
import { activation } from "../../src/operations/activation.ts";
import { admission } from "../../src/operations/admission.ts";
import { artifacts } from "../../src/operations/artifact.ts";
import { doors } from "../../src/operations/described-doors.ts";
import { directories } from "../../src/operations/directories.ts";
import { disk } from "../../src/operations/disk.ts";
import { drainSteps, undrainSteps } from "../../src/operations/doors.ts";
import { retireByHand } from "../../src/operations/holding/by-hand.ts";
import { loadSteps, unloadSteps } from "../../src/operations/holding/memory.ts";
import { holding } from "../../src/operations/holding/retirement.ts";
import { planHost } from "../../src/operations/host.ts";
import { qualification } from "../../src/operations/ladder.ts";
import { models } from "../../src/operations/model.ts";
import { owner, takeOverSteps } from "../../src/operations/owner.ts";
import { prepared } from "../../src/operations/preparation/preparation.ts";
import { release } from "../../src/operations/release.ts";
import { retirementSteps } from "../../src/operations/retirement.ts";
import { retreatSteps, rollbackSteps } from "../../src/operations/retreat.ts";
import { homecoming } from "../../src/operations/standby/homecoming.ts";
import { idle } from "../../src/operations/standby/idle.ts";
import { tls } from "../../src/operations/tls.ts";
import { vacancy } from "../../src/operations/vacancy.ts";
import type { HostWish, Operation } from "../../src/operations/wish.ts";
import { filledIn, HOSTS, type Saying, said } from "./hosts.ts";

interface Case extends Saying {
  readonly sentence: string;
  /** A name in `HOSTS`. */
  readonly host: string;
  /** Every step in order; the text of a file is left out. */
  readonly steps?: readonly unknown[];
  /** The code and the words of the failure in place of steps. */
  readonly failure?: { readonly code: string; readonly saw: string };
}

const WORD = "a person says so";

const OPERATIONS: Readonly<Record<string, Operation>> = {
  "account.ensure": account,
  "activation.activate": activation,
  "activation.doors": doors,
  "activation.qualify": qualification,
  "admission.sync": admission,
  "artifact.install": artifacts,
  "directories.ensure": directories,
  "disk.room": disk,
  "doors.drain": (wish, facts) => drainSteps(wish, facts, WORD),
  "doors.undrain": (wish, facts) => undrainSteps(wish, facts, WORD),
  "holding.after-pass": holding,
  "holding.load": (wish, facts) => loadSteps(wish, facts, { model: "chat", because: WORD }),
  "holding.retire": retireByHand,
  "holding.unload": (wish, facts) => unloadSteps(wish, facts, { model: "chat", because: WORD }),
  "host.refusals": (wish, facts) => planHost(wish, facts).steps,
  "model.admit": models,
  ...Object.fromEntries(PREPARATIONS.map((name) => [`preparation.${name}`, prepared(name)])),
  "os.cordon": (wish, facts) => planHost(wish, facts).steps.filter(({ kind }) => kind !== "noop"),
  "owner.claim": owner,
  "owner.take-over": (wish, facts) => takeOverSteps(wish, facts, "plum"),
  "release.write": release,
  "retirement.retire": ({ layout }) => retirementSteps(layout, "60", WORD),
  "retreat.retreat": (wish, facts) => retreatSteps(wish, facts, "the gate says fail"),
  "retreat.rollback": (wish, facts) => rollbackSteps(wish, facts, WORD),
  "standby.idle": idle,
  "standby.return": homecoming,
  "tls.certify": tls,
  "vacancy.look": vacancy,
};

const ROOT = join(import.meta.dirname, "../cases/operations");

/** A step as cases write it: everything but the bytes of a file. */
const shown = (step: Step): unknown => {
  const { text: _text, ...rest } = { text: "", ...step };
  return rest;
};

function outcome(operation: Operation, wish: HostWish, facts: HostFacts): Pick<Case, "steps" | "failure"> {
  try {
    return { steps: operation(wish, facts).map(shown) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { failure: { code: error.code, saw: error.saw } };
  }
}

it("has cases for every operation and an operation for every case", () => {
  expect(readdirSync(ROOT).sort()).toEqual(Object.keys(OPERATIONS).sort());
});

describe.each(Object.entries(OPERATIONS))("%s", (name, operation) => {
  const cases = readdirSync(join(ROOT, name)).map((file) => {
    const text = readFileSync(join(ROOT, name, file), "utf8");
    const host = HOSTS[(JSON.parse(text) as Case).host];
    if (host === undefined) throw new Error(`${name}/${file} names a host that does not exist`);
    return { ...(JSON.parse(filledIn(text, host)) as Case), met: host };
  });

  it.each(cases)("$sentence", ({ met, steps, failure, ...saying }) => {
    const wanted = failure === undefined ? { steps } : { failure };
    expect(outcome(operation, met.wish, said(met.facts, saying))).toEqual(wanted);
  });

  it("gives a reason for every step, and above all for doing nothing", () => {
    const steps = cases.flatMap((item) => item.steps ?? []) as readonly Step[];
    expect(steps.filter(({ why }) => why.trim() === "")).toEqual([]);
  });
});
