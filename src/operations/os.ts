import { formatOs } from "../facts/os.ts";
import { canonicalJson } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import { Failure } from "../model/failure.ts";
import type { Step } from "../model/step.ts";
import { isListed } from "./allow-list.ts";
import { drainSteps } from "./doors.ts";
import { type HostWish, hand } from "./wish.ts";

/** Why a host's macOS is not the one it shall run; `undefined` when pin and allow-list agree with it. */
export function osTrouble({ host, lock, pool }: HostWish, { os }: HostFacts): string | undefined {
  const pin = lock.hosts[host.id]?.os;
  const seen = os ? formatOs(os) : "(unknown)";
  if (os === undefined || pin === undefined || canonicalJson(os) !== canonicalJson(pin))
    return `runs macOS ${seen}, the lock pins ${pin ? formatOs(pin) : "nothing"}`;
  return isListed(pool, os) ? undefined : `runs macOS ${seen}, which os.allow does not admit`;
}

/** The failure a run ends with on such a host. */
export const osDrifted = (wish: HostWish, saw: string): Failure =>
  new Failure({ code: "os-drifted", subject: wish.host.id, saw, hint: HINT });

const HINT =
  "put the host back to the pinned build, or accept the new one with `espalier pin` and let the ladder prove it";

/**
 * Takes a host out whose macOS is not the one that was proven: nothing else is done there until a person has decided.
 * Throws `os-drifted` for a host without a pin, one that serves nothing and one that does not say what it runs.
 */
export function cordonSteps(wish: HostWish, facts: HostFacts, trouble: string): readonly Step[] {
  const isPinned = wish.lock.hosts[wish.host.id] !== undefined;
  if (!isPinned || facts.os === undefined || facts.current === undefined) throw osDrifted(wish, trouble);
  const words = { operation: "os", subject: wish.host.id, why: trouble };
  return [...drainSteps(wish, facts, `cordoned: it ${trouble}`), hand(words, todo(wish, facts))];
}

function todo({ pool, host }: HostWish, { os }: HostFacts): string {
  const pin = `run \`espalier pin ${pool.id}\` and \`espalier apply ${pool.id} --on ${host.id}\``;
  const update = `bring it to an admitted one with \`espalier update-os ${pool.id} ${host.id}\``;
  if (pool.os === undefined) return `accept it: ${pin}`;
  return os !== undefined && isListed(pool, os)
    ? `it is listed: when its freeze is over, ${pin}`
    : `${update}, or list it under os.allow and ${pin}`;
}
