// Close every host whose macOS is not the pinned and admitted one; for a timer as much as for a person.
import { cordonSteps, osTrouble } from "../src/operations/os.ts";
import { noop } from "../src/operations/wish.ts";
import { onHosts, type VerbOptions, type VerbOutcome } from "../src/run/on-hosts.ts";
import type { Cast } from "../src/run/performance.ts";

export const cordon = (cast: Cast, options: VerbOptions): Promise<VerbOutcome> =>
  onHosts(cast, options, (wish, facts) => {
    const trouble = osTrouble(wish, facts);
    return trouble === undefined
      ? [noop("os", wish.host.id, "it runs the macOS that was pinned and admitted")]
      : cordonSteps(wish, facts, trouble);
  });
