import type { Engine } from "../model/engine.ts";
import type { Gateway, Host, Pool } from "../model/pool.ts";

/** An engine with the loopback port it really uses on one host. */
export interface HostEngine {
  readonly engine: Engine;
  readonly port: number;
}

/** The engines of a host with the loopback ports they really use there. */
export const hostEngines = (pool: Pool, host: Host): readonly HostEngine[] =>
  host.engines.flatMap((name) => {
    const engine = pool.engines[name];
    return engine ? [{ engine, port: host.ports[name] ?? engine.port }] : [];
  });

/** The gateway settings with the ports of this host. */
export const hostGateway = (pool: Pool, host: Host): Gateway => ({
  ...pool.gateway,
  port: host.ports["gateway"] ?? pool.gateway.port,
  metricsPort: host.ports["metrics"] ?? pool.gateway.metricsPort,
});
