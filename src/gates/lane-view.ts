import type { Climb } from "../model/climb.ts";
import { type LoadLane, lanesAt } from "../model/workload.ts";
import type { Enrolled, Held, Measured } from "./held.ts";

/**
 * A climb as one of its lanes saw it: only its requests, and only the rungs at which it has streams. A lane runs as long as
 * its rung does.
 */
export function laneView(held: Held, lane: LoadLane | undefined): Held {
  if (lane === undefined) return held;
  const { enrolled } = held;
  return { ...only(held, lane), ...(enrolled && { enrolled: laneOf(enrolled, lane) }) };
}

const laneOf = (enrolled: Enrolled, lane: LoadLane): Enrolled => ({ ...enrolled, ...only(enrolled, lane) });

function only({ climb, measurement }: Measured, lane: LoadLane): Measured {
  const rungs = measurement.rungs.flatMap(({ rung, elapsed, lanes = [] }) =>
    lanes.flatMap((one) => (one.lane === lane ? [{ rung, ...one, elapsed }] : [])),
  );
  return { climb: { ...climb, ...requestsOf(climb, lane) }, measurement: { ...measurement, rungs } };
}

const requestsOf = (
  { samples, returned = [] }: Climb,
  lane: LoadLane,
): Pick<Climb, "samples" | "returned"> => ({
  samples: samples.filter((sample) => sample.lane === lane),
  returned: returned.filter((sample) => sample.lane === lane),
});

/** True where a lane has a stream at a rung, or where no lane is asked for. */
export const runsAt = ({ contract }: Climb, lane: LoadLane | undefined, rung: number): boolean =>
  lane === undefined ||
  lanesAt(contract.workload ?? { lanes: [] }, rung).some(({ load }) => load.lane === lane);
