import { type AssignedWave, assigned } from "../inventory/waves.ts";
import type { Host, Pool } from "../model/pool.ts";

/**
 * The waves of a linked pool, in order; a wave for which no host was left is not among them. Hosts of one wave close at the same time:
 * behind gateways a wave that holds all hosts of a model falls into parts, so that one of them always serves it.
 */
export const assignWaves = (pool: Pool): readonly AssignedWave[] =>
  assigned(pool.waves, pool.hosts)
    .filter((wave) => wave.hosts.length > 0)
    .flatMap((wave) => (pool.gateways === undefined ? [wave] : parts(wave, pool)));

function parts({ name, hosts }: AssignedWave, pool: Pool): readonly AssignedWave[] {
  const found: Host[][] = [];
  for (const host of hosts) {
    const part = found.find((others) => !closesModel([...others, host], pool));
    if (part === undefined) found.push([host]);
    else part.push(host);
  }
  return found.map((part, index) => ({ name: index === 0 ? name : `${name} (${index + 1})`, hosts: part }));
}

/** True when no other host serves some model that these do. A model of one host closes with it. */
function closesModel(closed: readonly Host[], { hosts }: Pool): boolean {
  const models = new Set(closed.flatMap((host) => host.models));
  return [...models].some((model) => {
    const serving = hosts.filter((host) => host.state === "serving" && host.models.includes(model));
    return serving.length > 1 && serving.every((host) => closed.includes(host));
  });
}

/** The waves as far as these hosts are in them; a wave that holds none of them is left out. */
export const wavesOf = (waves: readonly AssignedWave[], hosts: readonly Host[]): readonly AssignedWave[] =>
  waves
    .map((wave) => ({ ...wave, hosts: wave.hosts.filter((host) => hosts.includes(host)) }))
    .filter((wave) => wave.hosts.length > 0);
