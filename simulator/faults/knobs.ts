import { rmSync } from "node:fs";
import type { Knobs } from "../engine/curve.ts";
import type { Target } from "./fault.ts";

/** The file that every engine of a host looks at while it runs. */
const FILE = "engine.json";

const knobsOf = ({ mac }: Target): Knobs => JSON.parse(mac.state.read(FILE) ?? "{}") as Knobs;

function write({ mac }: Target, knobs: Knobs): void {
  if (Object.keys(knobs).length === 0) rmSync(mac.state.path(FILE), { force: true });
  else mac.state.write(FILE, JSON.stringify(knobs));
}

/** A fault that turns knobs of the engines; those that other faults turned stay as they are. */
export const turn = (knobs: Knobs) => ({
  strike: (target: Target) => write(target, { ...knobsOf(target), ...knobs }),
  clear: (target: Target) => {
    const left = Object.entries(knobsOf(target)).filter(([name]) => !(name in knobs));
    write(target, Object.fromEntries(left));
  },
});
