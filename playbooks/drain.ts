// Stop taking requests and let the running streams end. Gateways are told even if the host itself cannot be reached.
import { drainSteps } from "../src/operations/doors.ts";
import { onHosts, type VerbOptions, type VerbOutcome } from "../src/run/on-hosts.ts";
import type { Cast } from "../src/run/performance.ts";

export const drain = (cast: Cast, options: VerbOptions): Promise<VerbOutcome> =>
  onHosts(cast, { ...options, word: "drain" }, (wish, facts) => drainSteps(wish, facts, options.because));
