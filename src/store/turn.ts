import { setTimeout } from "node:timers/promises";
import { Failure } from "../model/failure.ts";
import { type Claim, type Lease, takeLease } from "./lease.ts";

/** What is done by one program at a time, and how long the others wait for it. */
export interface Turn {
  /** Folder of the leases. */
  readonly home: string;
  readonly name: string;
  readonly claim: Claim;
  /** Milliseconds. */
  readonly patience: number;
}

/** The pause before the turn is asked for again, ms. */
const PAUSE = 25;

/** Works once nobody else does it under that name. Throws `lease-held` when the patience ends before. */
export async function inTurn<Result>(turn: Turn, work: () => Promise<Result>): Promise<Result> {
  const lease = await awaitTurn(turn);
  try {
    return await work();
  } finally {
    await lease.release();
  }
}

async function awaitTurn({ home, name, claim, patience }: Turn): Promise<Lease> {
  for (let waited = 0; ; waited += PAUSE) {
    try {
      return await takeLease(home, name, claim);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== "lease-held" || waited >= patience) throw error;
      await setTimeout(PAUSE);
    }
  }
}
