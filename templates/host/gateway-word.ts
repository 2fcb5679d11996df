import type { Layout } from "../../src/model/layout.ts";
import { DOORS } from "./act/doors.ts";
import { FILES } from "./act/files.ts";
import { GATEWAY_HOSTS } from "./act/gateway-hosts.ts";
import { scriptHead } from "./environment.ts";
import { GATEWAY_PROBES } from "./gateway-probes.ts";
import { commandLine, quoted } from "./quote.ts";

/** Whether a gateway sends new requests to a host. */
export type HostWord = "drain" | "ready";

/** How long the probes of a gateway may take to see a host that is open again, seconds. */
const PROBE_PATIENCE = 15;

/**
 * A short script that gives a gateway the word about one host; it needs no lock, because each host has a mark of its own.
 * After `ready` it prints what `await_probes` does.
 */
export const renderGatewayWord = (layout: Layout, host: string, word: HostWord): string =>
  [
    scriptHead(layout),
    "set -eu",
    `PROXY_SOCKET=${quoted(layout.proxySocket)}`,
    `CURRENT=${quoted(layout.current)}`,
    `DRAINED=${quoted(layout.drainedHosts)}`,
    `DRAINED_SERVERS=${quoted(layout.drainedServers)}`,
    FILES.trim(),
    DOORS.trim(),
    GATEWAY_HOSTS.trim(),
    `gateway_host ${commandLine([host, word])}`,
    ...(word === "ready"
      ? [GATEWAY_PROBES.trim(), `await_probes ${commandLine([host, String(PROBE_PATIENCE)])}`]
      : []),
  ].join("\n");
