// Take requests again, with a release that is proven.
import { undrainSteps } from "../src/operations/doors.ts";
import { onHosts, type VerbOptions, type VerbOutcome } from "../src/run/on-hosts.ts";
import type { Cast } from "../src/run/performance.ts";

export const undrain = (cast: Cast, options: VerbOptions): Promise<VerbOutcome> =>
  onHosts(cast, { ...options, word: "ready" }, (wish, facts) => undrainSteps(wish, facts, options.because));
