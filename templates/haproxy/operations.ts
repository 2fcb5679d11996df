import { drained } from "./drain.ts";
import type { ProxyWish } from "./wish.ts";

const page = (status: number, text: string, condition: string): string =>
  `    http-request return status ${status} content-type text/plain string "${text}" if { path /healthz }${condition}`;

/** Loopback, plain: Prometheus metrics, and `/healthz` (200 `ok` or `drained`, 503 `no engine`). */
export const operationsSection = (wish: ProxyWish): string => `frontend operations from base
    bind 127.0.0.1:${wish.gateway.metricsPort}
    no log
    http-request use-service prometheus-exporter if { path /metrics }
${page(503, "no engine", ` { nbsrv(engine-${wish.engine.name}) eq 0 }`)}
${page(200, "drained", ` ${drained(wish)}`)}
${page(200, "ok", "")}
    http-request return status 404
`;
