import { formatOs } from "../facts/os.ts";
import { Failure } from "../model/failure.ts";
import type { HostPin, Lock, OsTriple, PinChange } from "../model/lock.ts";
import type { Host, Pool } from "../model/pool.ts";
import { dayOf } from "../model/units.ts";
import { entryFor, thawsAt } from "../operations/allow-list.ts";

/** What is known when a host's OS is about to be pinned. */
export interface OsSight {
  readonly pool: Pool;
  readonly host: Host;
  readonly before: Lock | undefined;
  /** ms since 1970. */
  readonly now: number;
}

/** Why a triple may not be pinned yet, or at all; `undefined` when it may. */
function osRefusal({ pool, host, now }: OsSight, os: OsTriple): string | undefined {
  if (pool.os === undefined) return undefined;
  const entry = entryFor(pool, os);
  if (entry === undefined) return `${host.id} runs macOS ${formatOs(os)}, which os.allow does not admit`;
  const thaw = thawsAt(pool, entry);
  if (now >= thaw) return undefined;
  return `${host.id} runs macOS ${formatOs(os)}, which stays frozen until ${dayOf(thaw)}`;
}

/** The OS to pin: what the host runs when it is admitted, else what was pinned before. Throws `os-unadmitted` for a new host. */
export function pinnedOs(sight: OsSight, os: OsTriple): OsTriple {
  const refusal = osRefusal(sight, os);
  if (refusal === undefined) return os;
  const before = sight.before?.hosts[sight.host.id]?.os;
  if (before) return before;
  throw new Failure({
    code: "os-unadmitted",
    subject: `hosts.${sight.host.id}.os`,
    saw: refusal,
    hint: "list it under os.allow, wait for the end of its freeze, or say there why it is `urgent`",
  });
}

/** What `pin` tells of hosts whose macOS it did not take. */
export const keptOs = (
  seen: readonly { readonly sight: OsSight; readonly os: OsTriple; readonly pin: HostPin }[],
): readonly PinChange[] =>
  seen.flatMap(({ sight, os, pin }) => {
    const refusal = osRefusal(sight, os);
    if (refusal === undefined) return [];
    const why = `${refusal}: the pin stays, and the next apply closes the host`;
    return [{ path: `hosts.${sight.host.id}.os`, was: formatOs(pin.os), why }];
  });
