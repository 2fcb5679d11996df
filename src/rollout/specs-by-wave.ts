import { Failure } from "../model/failure.ts";
import type { Pool } from "../model/pool.ts";
import type { HostSpec } from "../model/spec.ts";

/** A wave with its selector resolved to hosts. */
export interface WaveOfHosts {
  readonly name: string;
  readonly hosts: readonly string[];
}

/**
 * The specs in the order of their waves. A wave without hosts is left out, so that the one after it still
 * waits for the one before. Throws `Failure` when a host is in no wave, in two, or has no spec.
 */
export function specsByWave(
  pool: Pool,
  specs: readonly HostSpec[],
  waves: readonly WaveOfHosts[],
): readonly (readonly HostSpec[])[] {
  const left = new Map<string, HostSpec>(specs.map((spec) => [spec.host, spec]));
  const taken = waves.map((wave) => wave.hosts.map((host) => take(pool, left, host)));
  const [forgotten] = left.keys();
  if (forgotten !== undefined) throw astray(pool, forgotten, "is in no wave, so no deploy would reach it");
  return taken.filter((wave) => wave.length > 0);
}

function take(pool: Pool, left: Map<string, HostSpec>, host: string): HostSpec {
  const spec = left.get(host);
  if (spec === undefined) throw astray(pool, host, "is in a wave, but has no spec or was in a wave before");
  left.delete(host);
  return spec;
}

const astray = (pool: Pool, host: string, saw: string): Failure =>
  new Failure({
    code: "host-astray",
    subject: `${pool.id}/${host}`,
    saw,
    hint: `see waves: in ${pool.source}`,
  });
