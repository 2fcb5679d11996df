import { expect, test } from "vitest";
import type { Connection, ExecOptions, Ran } from "../../src/connectors/connection.ts";
import { layout } from "../../src/model/layout.ts";
import type { RunStep } from "../../src/model/step.ts";
import { run } from "../../src/operations/wish.ts";
import { act } from "../../src/run/act.ts";
import { systemClock } from "../../src/run/clock.ts";
import { smallPool } from "../inventory/files.ts";

const deed = (operation: string, name: string): RunStep =>
  run({ operation, subject: "x", why: "it is wanted" }, name);

const CLOSING = [
  deed("model", "pull_it"),
  deed("drain", "close_it"),
  deed("activation", "flip_it"),
  deed("undrain", "open_it"),
];

/** A host that does all it is asked until `breaks`, and how its script ends then. */
function host(heard: string[], breaks?: string, exit = 70): Connection {
  const exec = async (_: string, { input = "", onLine }: ExecOptions = {}): Promise<Ran> => {
    for (const [, index, name = ""] of input.matchAll(/^step (\d+) (\w+_it)/gm)) {
      if (name === breaks) return { exit, stdout: "", stderr: "no" };
      heard.push(name);
      onLine?.(`@@ ${index} done`);
    }
    return { exit: 0, stdout: "", stderr: "" };
  };
  const never = () => Promise.reject(new Error("not asked for"));
  return { exec, upload: never, download: never, conduit: never, close: () => undefined };
}

async function acted(steps: readonly RunStep[], breaks?: string, exit?: number): Promise<readonly string[]> {
  const heard: string[] = [];
  const scene = { pool: "orchard", run: "r", clock: systemClock, tell: () => undefined };
  const ground = {
    connection: host(heard, breaks, exit),
    pool: smallPool(),
    host: "mac-01",
    layout: layout("/"),
    cache: "/nowhere",
    inventory: "/nowhere",
    tellGateways: async (word: string) => {
      heard.push(`gateways: ${word}`);
      return { gateways: 1, untold: [] };
    },
  };
  await act(scene, ground, steps).catch(({ code }: { code: string }) => heard.push(code));
  return heard;
}

const [PULL, CLOSE, FLIP, OPEN] = ["pull_it", "close_it", "flip_it", "open_it"];
const [AWAY, BACK] = ["gateways: drain", "gateways: ready"];

test.each<readonly [string, readonly [breaks?: string, exit?: number], readonly (string | undefined)[]]>([
  [
    "hear that a host closes when all is there, and that it opened",
    [],
    [PULL, AWAY, CLOSE, FLIP, OPEN, BACK],
  ],
  ["hear nothing of a host that got no model", [PULL], ["step-failed"]],
  ["hear that a host stays open that could not be closed", [CLOSE], [PULL, AWAY, BACK, "step-failed"]],
  ["hear so, too, when another script is at work there", [CLOSE, 75], [PULL, AWAY, BACK, "host-busy"]],
  ["hear nothing more of a host that closed", [FLIP], [PULL, AWAY, CLOSE, "step-failed"]],
])("gateways %s", async (_, [breaks, exit], expected) => {
  expect(await acted(CLOSING, breaks, exit)).toEqual(expected);
});

test("gateways hear of a host that only opens", async () => {
  expect(await acted([deed("undrain", "open_it")])).toEqual([OPEN, BACK]);
});
