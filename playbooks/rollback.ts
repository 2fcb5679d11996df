// Return to the release that passed its gate before.
import { rollbackSteps } from "../src/operations/retreat.ts";
import { onHosts, type VerbOptions, type VerbOutcome } from "../src/run/on-hosts.ts";
import type { Cast } from "../src/run/performance.ts";

export const rollback = (cast: Cast, options: VerbOptions): Promise<VerbOutcome> =>
  onHosts(cast, options, (wish, facts) => rollbackSteps(wish, facts, options.because));
