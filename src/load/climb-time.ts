import type { ClientContract } from "../model/contract.ts";
import type { RungMeasurement } from "../model/gate.ts";
import { requestsAt } from "../model/sample.ts";

type Wish = Pick<ClientContract, "rungs" | "requests">;

const requestsOf = (wish: Wish, rungs: readonly number[]): number =>
  rungs.reduce((sum, rung) => sum + requestsAt(wish, rung), 0);

/** The longest a climb should take, ms: as if no stream gained anything by another beside it. */
export const climbTime = (wish: Wish, requestMs: number): number => requestsOf(wish, wish.rungs) * requestMs;

/** What is left from `rung` on, ms, at the pace of the last rung that ended; before the first, at that of one request. */
export function timeLeft(
  wish: Wish & { readonly requestMs: number },
  ended: readonly RungMeasurement[],
  rung: number,
): number {
  const last = ended.at(-1);
  const pace = last === undefined ? wish.requestMs : last.elapsed / Math.max(1, last.requests);
  return (
    pace *
    requestsOf(
      wish,
      wish.rungs.filter((one) => one >= rung),
    )
  );
}
