import type { ClientContract } from "../model/contract.ts";
import type { RungMeasurement } from "../model/gate.ts";
import { requestsAt } from "../model/sample.ts";
import { lanesAt } from "../model/workload.ts";

type Wish = Pick<ClientContract, "rungs" | "requests" | "workload">;

/** The longest a climb should take, ms: as if no stream gained anything by another beside it. */
export const climbTime = (wish: Wish, requestMs: number): number => timeOf(wish, wish.rungs, requestMs);

/** What is left from `rung` on, ms, at the pace of the last rung that ended; before the first, at that of one request. */
export function timeLeft(
  wish: Wish & { readonly requestMs: number },
  ended: readonly RungMeasurement[],
  rung: number,
): number {
  const last = ended.at(-1);
  const pace = last === undefined ? wish.requestMs : last.elapsed / Math.max(1, last.requests);
  return timeOf(
    wish,
    wish.rungs.filter((one) => one >= rung),
    pace,
  );
}

const MINUTE_MS = 60_000;

/** One request after another on each rung, or as long as it takes them to come where they come by themselves. */
const timeOf = (wish: Wish, rungs: readonly number[], requestMs: number): number =>
  rungs.reduce((sum, rung) => {
    const { perMinute = Infinity } = wish.workload ?? {};
    const requests = requestsAt(wish, rung) * lanesOf(wish, rung);
    return sum + requests * Math.max(requestMs, MINUTE_MS / (perMinute * rung));
  }, 0);

const lanesOf = ({ workload }: Wish, rung: number): number =>
  workload === undefined ? 1 : lanesAt(workload, rung).length;
