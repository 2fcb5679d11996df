// Take requests again, with a release that is proven. A host whose engine does not answer is opened, for it serves as soon as the
// engine does; but that is no success, and it is said.
import { undrainSteps } from "../src/operations/doors.ts";
import { deafHost } from "../src/operations/readiness.ts";
import { onHosts, type VerbOptions, type VerbOutcome } from "../src/run/on-hosts.ts";
import type { Cast } from "../src/run/performance.ts";

export const undrain = (cast: Cast, options: VerbOptions): Promise<VerbOutcome> =>
  onHosts(cast, { ...options, word: "ready", amiss: deafHost }, (wish, facts) =>
    undrainSteps(wish, facts, options.because),
  );
