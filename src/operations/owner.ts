import type { HostFacts } from "../model/facts.ts";
import { Failure } from "../model/failure.ts";
import { type Owner, ownerText } from "../model/owner.ts";
import type { PutStep, Step } from "../model/step.ts";
import { currentOwner } from "./current.ts";
import { type HostWish, noop, type Operation } from "./wish.ts";

/** A host by its name in a pool. */
interface Ours extends Pick<HostWish, "pool"> {
  readonly host: { readonly id: string };
}
type Seen = Pick<HostFacts, "owner" | "currentManifest">;

/** The name of the pool on the host, before anything else is done there: another pool keeps its hands off what carries it. */
export const owner: Operation = (wish, { owner: seen }) => {
  const { pool, host } = wish;
  if (seen?.pool === pool.id && seen.host === host.id)
    return [noop("owner", host.id, `${pool.id} owns the host`)];
  const why = seen ? `it was ${seen.host} of ${seen.pool} until now` : "no pool has written its name on it";
  return [claim(wish, why)];
};

/** Whose a host is: by the name on it, or else by the release that serves, which was made for a pool and a host. */
export const ownerOf = (facts: Seen): Owner | undefined => facts.owner ?? currentOwner(facts);

/** Refuses a host of another pool, and one that is another host of this pool. Throws `host-owned`. */
export function refuseForeign({ pool, host }: Ours, facts: Seen): void {
  const seen = ownerOf(facts);
  if (seen !== undefined && seen.pool !== pool.id) throw owned({ pool, host }, seen);
  if (facts.owner !== undefined && isAnother({ pool, host }, facts.owner))
    throw named({ pool, host }, facts.owner);
}

/** True for the name of another host that the pool still lists; one that it lists no more was renamed. */
const isAnother = ({ pool, host }: Ours, { host: name }: Owner): boolean =>
  name !== host.id && pool.hosts.some(({ id }) => id === name);

/** Takes a host from the pool that is named. Throws `host-owned` where it belongs to a third one. */
export function takeOverSteps(wish: HostWish, facts: HostFacts, from: string): readonly Step[] {
  const { pool, host } = wish;
  const seen = ownerOf(facts);
  if (seen === undefined)
    return [noop("owner", host.id, "no pool owns it: the next apply writes its name there")];
  if (seen.pool === pool.id && seen.host === host.id)
    return [noop("owner", host.id, `${pool.id} owns it already`)];
  if (seen.pool !== from) throw owned(wish, seen);
  return [claim(wish, `taken from ${seen.pool}, where it was ${seen.host}`)];
}

const claim = ({ pool, host, layout }: Ours & Pick<HostWish, "layout">, why: string): PutStep => ({
  kind: "put",
  operation: "owner",
  subject: host.id,
  why,
  path: layout.owner,
  text: ownerText({ pool: pool.id, host: host.id }),
  mode: "0644",
});

const owned = ({ pool, host }: Ours, seen: Owner): Failure =>
  new Failure({
    code: "host-owned",
    subject: host.id,
    saw: `this Mac belongs to the pool ${seen.pool}, as ${seen.host}; nothing was changed there`,
    hint: `${retireThere(seen)}, or take it from that pool: \`espalier take-over ${pool.id} --on ${host.id} --from ${seen.pool}\``,
  });

const retireThere = ({ pool, host }: Owner): string =>
  `move ${host} to \`retired:\` in pools/${pool}.yaml and deploy ${pool}`;

const named = ({ pool, host }: Ours, seen: Owner): Failure =>
  new Failure({
    code: "host-owned",
    subject: host.id,
    saw: `this Mac is ${seen.host} of ${pool.id} already; nothing was changed there`,
    hint: `correct the address of one of the two; if they exchanged their names: \`espalier take-over ${pool.id} --on ${host.id} --from ${pool.id}\``,
  });
