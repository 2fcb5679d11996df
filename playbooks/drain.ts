// Stop taking requests and let the running streams end. Gateways are told even if the host itself cannot be reached. It warns
// of models that nobody serves then, and goes on: a person who closes the last host may well mean it.
import { drainSteps } from "../src/operations/doors.ts";
import { warnOfLastHosts } from "../src/run/last-host.ts";
import { onHosts, type VerbOptions, type VerbOutcome } from "../src/run/on-hosts.ts";
import type { Cast } from "../src/run/performance.ts";

export const drain = (cast: Cast, options: VerbOptions): Promise<VerbOutcome> =>
  onHosts(cast, { ...options, word: "drain", before: warnOfLastHosts }, (wish, facts) =>
    drainSteps(wish, facts, options.because),
  );
