import { drained } from "./drain.ts";
import type { ProxyWish } from "./wish.ts";

const page = (status: number, text: string, condition: string): string =>
  `    http-request return status ${status} content-type text/plain string "${text}" if { path /healthz }${condition}`;

/** Loopback, plain: Prometheus metrics, and `/healthz` (200 `ok` or `drained`, 503 `no engine` while one is down). */
export const operationsSection = (wish: ProxyWish): string => `frontend operations from base
    bind 127.0.0.1:${wish.gateway.metricsPort}
    no log
    http-request use-service prometheus-exporter if { path /metrics }
${wish.engines.map(({ name }) => page(503, "no engine", ` { nbsrv(engine-${name}) eq 0 }`)).join("\n")}
${page(200, "drained", ` ${drained(wish)}`)}
${page(200, "ok", "")}
    http-request return status 404
`;
