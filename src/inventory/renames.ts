import type { HostPin, Lock } from "../model/lock.ts";
import type { Pool } from "../model/pool.ts";

/** A host under its name before and its name now. */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

type Keyed = Readonly<Record<string, Pick<HostPin, "hostKey">>>;

/**
 * Which of the hosts that a lock lost have come back under a new name: each shows the host key that no other of them has.
 * `shown`: the keys of the hosts that the lock does not know.
 */
export function renamedHosts(lost: readonly string[], pinned: Keyed, shown: Keyed): readonly Rename[] {
  const keyOf = (name: string): string | undefined => pinned[name]?.hostKey;
  return lost.flatMap((from) => {
    const key = keyOf(from);
    const twins = lost.filter((name) => keyOf(name) === key);
    const found = Object.keys(shown).filter((name) => shown[name]?.hostKey === key);
    const [to] = found;
    return to === undefined || found.length > 1 || twins.length > 1 ? [] : [{ from, to }];
  });
}

/** The lock with the pins of renamed hosts under their new names, which remember the ones before. */
export function withRenames(lock: Lock, renames: readonly Rename[]): Lock {
  const next = new Map(renames.map(({ from, to }) => [from, to]));
  const hosts = Object.entries(lock.hosts).map(([name, pin]): readonly [string, HostPin] => {
    const to = next.get(name);
    return to === undefined ? [name, pin] : [to, { ...pin, was: [...(pin.was ?? []), name] }];
  });
  return { ...lock, hosts: Object.fromEntries(hosts) };
}

/**
 * The renames of the hosts of a pool, retired ones too, one after the other, as Terraform's state has to follow them. What went before a name
 * that the pool uses again is left out: that name is another host's by now.
 */
export function poolRenames({ hosts, retired }: Pool, lock: Lock): readonly Rename[] {
  const names = [...hosts, ...retired].map(({ id }) => id as string);
  const used = new Set(names);
  return names.flatMap((id) => {
    const was = lock.hosts[id]?.was ?? [];
    const way = [...was.slice(was.findLastIndex((name) => used.has(name)) + 1), id];
    return way.slice(1).map((to, index) => ({ from: way[index] ?? to, to }));
  });
}
