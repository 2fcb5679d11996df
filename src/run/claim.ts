import type { Claim } from "../store/lease.ts";
import { type Clock, isoTime } from "./clock.ts";

/** What a verb asks for a lease with, or for its turn. */
export const claimOf = (verb: string, clock: Clock): Claim => ({
  token: clock.nonce(),
  verb,
  since: isoTime(clock),
});
