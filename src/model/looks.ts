import type { ClientContract } from "./contract.ts";
import type { Sample } from "./sample.ts";
import { type LoadLane, lanesAt } from "./workload.ts";

/** Requests a complete rung holds: what the contract asks, and at least two for every stream. */
export const requestsAt = (contract: Pick<ClientContract, "requests">, rung: number): number =>
  Math.max(contract.requests, 2 * rung);

/**
 * Requests of a rung that count: those of the lane that has the fewest, since a rung goes on until every lane that has a
 * stream there has its number. `of` counts a lane; without a workload it is asked for `undefined`, which is all.
 */
export const fewestAt = (
  { workload }: Pick<ClientContract, "workload">,
  rung: number,
  of: (lane: LoadLane | undefined) => number,
): number =>
  workload === undefined
    ? of(undefined)
    : Math.min(...lanesAt(workload, rung).map(({ load }) => of(load.lane)));

/** The requests that count among those of a climb. */
export const countedAt = (contract: ClientContract, rung: number, samples: readonly Sample[]): number =>
  fewestAt(
    contract,
    rung,
    (lane) => samples.filter((one) => one.rung === rung && (lane === undefined || one.lane === lane)).length,
  );

/**
 * After how many ended requests of a rung one looks whether the rules are decided: at the least number, and at twice the
 * number of the look before while the budget lasts.
 */
export function looksAt(
  contract: Pick<ClientContract, "requests" | "budget">,
  rung: number,
): readonly number[] {
  const looks = [requestsAt(contract, rung)];
  const most = contract.budget?.requests ?? 0;
  for (let next = 2 * (looks[0] ?? most); next <= most; next *= 2) looks.push(next);
  return looks;
}

/** Requests after the return to rung 1, at least: enough for two medians to be told apart. */
const LEAST_RETURN = 20;

/** The looks after the return to rung 1: one to see a drift, and then as on the way up, for the baseline's sake. */
export const returnLooks = (contract: Pick<ClientContract, "requests" | "budget">): readonly number[] =>
  contract.budget === undefined
    ? []
    : [...new Set([Math.min(LEAST_RETURN, contract.requests), ...looksAt(contract, 1)])];
