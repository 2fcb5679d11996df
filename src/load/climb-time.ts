import type { ClientContract } from "../model/contract.ts";
import { looksAt, returnLooks } from "../model/looks.ts";
import type { RungMeasurement } from "../model/measurement.ts";
import { lanesAt } from "../model/workload.ts";

type Wish = Pick<ClientContract, "rungs" | "requests" | "workload" | "budget">;

/** How long a climb takes, with its return to rung 1, as if no stream gained anything by another beside it, ms. */
export interface ClimbTime {
  /** When every rung is left at its first look. */
  readonly usual: number;
  /** When a rule stays undecided at every rung, as long as the budget lasts. */
  readonly longest: number;
}

/** The times of a climb of which one request takes `requestMs`. */
export function climbTime(wish: Wish, requestMs: number): ClimbTime {
  const time = (look: Look): number =>
    timeOf(wish, wish.rungs, { requestMs, look }) + returnTime(wish, { requestMs, look });
  return { usual: time("first"), longest: time("last") };
}

/**
 * What is left after `done` requests of `rung` and with the return to rung 1, ms, at the pace of the last rung that ended; before the
 * first, at that of one request. A rung that is extended has nothing left.
 */
export function timeLeft(
  wish: Wish & { readonly requestMs: number },
  ended: readonly RungMeasurement[],
  { rung, done }: { readonly rung: number; readonly done: number },
): number {
  const [first, last] = [ended[0], ended.at(-1)].map((one) => paceOf(one) ?? wish.requestMs);
  const pace: Pace = { requestMs: last ?? wish.requestMs, look: "first" };
  const [now, later] = [wish.rungs.filter((one) => one === rung), wish.rungs.filter((one) => one > rung)];
  const rest = Math.max(0, timeOf(wish, now, pace) - done * paceAt(wish, rung, pace.requestMs));
  return rest + timeOf(wish, later, pace) + returnTime(wish, { ...pace, requestMs: first ?? wish.requestMs });
}

/** How long a request of a rung that ended took of it, ms. */
const paceOf = (ended: RungMeasurement | undefined): number | undefined =>
  ended && ended.elapsed / Math.max(1, ended.requests);

const MINUTE_MS = 60_000;

/** At which look a rung is left. */
type Look = "first" | "last";

interface Pace {
  readonly requestMs: number;
  readonly look: Look;
}

/** One request after another on each rung, or as long as it takes them to come where they come by themselves. */
const timeOf = (wish: Wish, rungs: readonly number[], { requestMs, look }: Pace): number =>
  rungs.reduce((sum, rung) => {
    const requests = lookOf(looksAt(wish, rung), look) * lanesOf(wish, rung);
    return sum + requests * paceAt(wish, rung, requestMs);
  }, 0);

/** A climb with a budget goes back to one stream at its end. */
const returnTime = (wish: Wish, { requestMs, look }: Pace): number =>
  lookOf(returnLooks(wish), look) * paceAt(wish, 1, requestMs);

const lookOf = (looks: readonly number[], look: Look): number => looks.at(look === "first" ? 0 : -1) ?? 0;

const paceAt = ({ workload }: Wish, rung: number, requestMs: number): number =>
  Math.max(requestMs, MINUTE_MS / ((workload?.perMinute ?? Infinity) * rung));

const lanesOf = ({ workload }: Wish, rung: number): number =>
  workload === undefined ? 1 : lanesAt(workload, rung).length;
