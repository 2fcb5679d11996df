import type { Assumption } from "./assumption.ts";
import { handAssumptions } from "./by-hand.ts";
import { engineAssumptions } from "./engines.ts";
import { gpuAssumptions } from "./gpu.ts";
import { launchdAssumptions } from "./launchd.ts";
import { machineAssumptions } from "./machine.ts";
import { memoryAssumptions } from "./memory.ts";
import { systemAssumptions } from "./system.ts";

/** Everything that is assumed of a Mac and has not been seen on every one. */
export const ASSUMPTIONS: readonly Assumption[] = [
  ...machineAssumptions,
  ...launchdAssumptions,
  ...memoryAssumptions,
  ...gpuAssumptions,
  ...systemAssumptions,
  ...engineAssumptions,
  ...handAssumptions,
];
