// Bring a host of another pool to this one: only its owner is written anew, all else is left to the next deploy.
import { takeOverSteps } from "../src/operations/owner.ts";
import { onHosts, type VerbOutcome } from "../src/run/on-hosts.ts";
import type { Cast } from "../src/run/performance.ts";

export interface TakeOver {
  readonly on: string;
  /** The pool that owns the hosts now. */
  readonly from: string;
  readonly planOnly: boolean;
}

export const takeOver = (cast: Cast, { on, from, planOnly }: TakeOver): Promise<VerbOutcome> =>
  onHosts(cast, { on, planOnly, because: `taken over from ${from}`, takenFrom: from }, (wish, facts) =>
    takeOverSteps(wish, facts, from),
  );
