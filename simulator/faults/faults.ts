import { Failure } from "../../src/model/failure.ts";
import { ENGINE_FAULTS } from "./engine-faults.ts";
import type { Fault, Target } from "./fault.ts";
import { HOST_FAULTS } from "./host-faults.ts";
import { SHARED_FAULTS } from "./shared-faults.ts";

/** Everything `espalier sim fault` can do. */
export const FAULTS: readonly Fault[] = [...ENGINE_FAULTS, ...HOST_FAULTS, ...SHARED_FAULTS];

/** Strikes a fault, or clears it. Throws a Failure for a kind that does not exist. */
export async function inject(target: Target, kind: string, clear: boolean): Promise<void> {
  const fault = FAULTS.find((known) => known.kind === kind);
  if (fault === undefined) {
    throw new Failure({
      code: "fault-unknown",
      subject: kind,
      saw: "there is no such fault",
      hint: `use one of ${FAULTS.map((known) => known.kind).join(", ")}`,
    });
  }
  await (clear ? fault.clear?.(target) : fault.strike(target));
}
