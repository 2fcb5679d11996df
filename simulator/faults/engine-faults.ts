import { rmSync } from "node:fs";
import { type Knobs, SLOWER } from "../engine/curve.ts";
import type { Job } from "../launchd/job.ts";
import type { SimulatedMac } from "../mac/mac.ts";
import type { Fault, Target } from "./fault.ts";

const KNOBS = "engine.json";
const GIB = 1024 ** 3;

const isEngine = ({ definition }: Job): boolean => definition.arguments[0]?.endsWith("/ollama") ?? false;

const killEngines = ({ launchd }: SimulatedMac): void => {
  for (const job of launchd.jobs.filter(isEngine)) job.kill("SIGKILL");
};

const turn = (knobs: Knobs) => ({
  strike: ({ mac }: Target) => mac.state.write(KNOBS, JSON.stringify(knobs)),
  clear: ({ mac }: Target) => rmSync(mac.state.path(KNOBS), { force: true }),
});

const crash = turn({ crash: true });

/** Faults of the engine on one host. */
export const ENGINE_FAULTS: readonly Fault[] = [
  {
    kind: "kill-engine",
    sentence: "The engine is killed once with SIGKILL; launchd starts it again after the throttle.",
    strike: ({ mac }) => killEngines(mac),
  },
  {
    kind: "crash-loop",
    sentence: "The engine dies right after every start.",
    strike: (target) => {
      crash.strike(target);
      killEngines(target.mac);
    },
    clear: crash.clear,
  },
  {
    kind: "hang-engine",
    sentence: "The engine accepts connections and never answers; streams under way stand still.",
    ...turn({ hang: true }),
  },
  {
    kind: "slow-engine",
    sentence: "The engine prefills ten times slower and decodes at half the speed.",
    ...turn(SLOWER),
  },
  {
    kind: "memory-growth",
    sentence: "The engine leaks 8 GiB of memory per second until the host swaps.",
    ...turn({ leakBytesPerSecond: 8 * GIB }),
  },
];
