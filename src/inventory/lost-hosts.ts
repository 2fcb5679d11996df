import type { Lock } from "../model/lock.ts";
import type { Pool } from "../model/pool.ts";

/** Hosts of the lock that are neither under `hosts` nor under `retired`: nobody would drain and clean them. */
export function lostHosts(pool: Pool, lock: Lock): readonly string[] {
  const known = new Set<string>([...pool.hosts, ...pool.retired].map((host) => host.id));
  return Object.keys(lock.hosts).filter((name) => !known.has(name));
}
