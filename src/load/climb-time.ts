import type { ClientContract } from "../model/contract.ts";
import type { RungMeasurement } from "../model/gate.ts";
import { requestsAt } from "../model/sample.ts";
import { lanesAt } from "../model/workload.ts";

type Wish = Pick<ClientContract, "rungs" | "requests" | "workload">;

/** The longest a climb should take, ms: as if no stream gained anything by another beside it. */
export const climbTime = (wish: Wish, requestMs: number): number => timeOf(wish, wish.rungs, requestMs);

/**
 * What is left after `done` requests of `rung`, ms, at the pace of the last rung that ended; before the first, at that of one
 * request. A rung that is extended has nothing left.
 */
export function timeLeft(
  wish: Wish & { readonly requestMs: number },
  ended: readonly RungMeasurement[],
  { rung, done }: { readonly rung: number; readonly done: number },
): number {
  const last = ended.at(-1);
  const pace = last === undefined ? wish.requestMs : last.elapsed / Math.max(1, last.requests);
  const [now, later] = [wish.rungs.filter((one) => one === rung), wish.rungs.filter((one) => one > rung)];
  return Math.max(0, timeOf(wish, now, pace) - done * paceAt(wish, rung, pace)) + timeOf(wish, later, pace);
}

const MINUTE_MS = 60_000;

/** One request after another on each rung, or as long as it takes them to come where they come by themselves. */
const timeOf = (wish: Wish, rungs: readonly number[], requestMs: number): number =>
  rungs.reduce((sum, rung) => {
    const requests = requestsAt(wish, rung) * lanesOf(wish, rung);
    return sum + requests * paceAt(wish, rung, requestMs);
  }, 0);

const paceAt = ({ workload }: Wish, rung: number, requestMs: number): number =>
  Math.max(requestMs, MINUTE_MS / ((workload?.perMinute ?? Infinity) * rung));

const lanesOf = ({ workload }: Wish, rung: number): number =>
  workload === undefined ? 1 : lanesAt(workload, rung).length;
