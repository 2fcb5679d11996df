import type { Engine } from "../model/engine.ts";
import type { HostFacts } from "../model/facts.ts";
import { standbyOf } from "../model/layout.ts";
import type { Gateway, Host, Pool } from "../model/pool.ts";

/** An engine with the loopback port it really uses on one host. */
export interface HostEngine {
  readonly engine: Engine;
  readonly port: number;
  /** What its job and its log are called: as the engine, or as its standby. */
  readonly job: string;
}

/** The engines of a host with the loopback ports they really use there. */
export const hostEngines = (pool: Pool, host: Host): readonly HostEngine[] =>
  host.engines.flatMap((name) => {
    const engine = pool.engines[name];
    return engine ? [{ engine, port: host.ports[name] ?? engine.port, job: name }] : [];
  });

/** The standby of an engine; absent where the inventory gives it no second port. */
export function standbyEngine(
  { host }: { readonly host: Host },
  { engine }: HostEngine,
): HostEngine | undefined {
  const job = standbyOf(engine.name);
  return engine.standby === undefined ? undefined : { engine, port: host.ports[job] ?? engine.standby, job };
}

/** The standbys of a host. */
export const hostStandbys = (pool: Pool, host: Host): readonly HostEngine[] =>
  hostEngines(pool, host).flatMap((one) => standbyEngine({ host }, one) ?? []);

/** The engines of a host as they serve at this moment: each itself, or its standby. */
export const servingEngines = (
  { pool, host }: { readonly pool: Pool; readonly host: Host },
  { standby }: Pick<HostFacts, "standby">,
): readonly HostEngine[] =>
  hostEngines(pool, host).map((one) =>
    standby.includes(one.engine.name) ? (standbyEngine({ host }, one) ?? one) : one,
  );

/** The gateway settings with the ports of this host. */
export const hostGateway = (pool: Pool, host: Host): Gateway => ({
  ...pool.gateway,
  port: host.ports["gateway"] ?? pool.gateway.port,
  metricsPort: host.ports["metrics"] ?? pool.gateway.metricsPort,
});
