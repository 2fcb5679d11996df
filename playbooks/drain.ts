// Stop taking requests and let the running streams end.
import { drainSteps } from "../src/operations/doors.ts";
import { onHosts, type VerbOptions, type VerbOutcome } from "../src/run/on-hosts.ts";
import type { Cast } from "../src/run/performance.ts";

export const drain = (cast: Cast, options: VerbOptions): Promise<VerbOutcome> =>
  onHosts(cast, options, (wish, facts) => drainSteps(wish, facts, options.because));
