import type { Layout } from "../../src/model/layout.ts";
import { DOORS } from "./act/doors.ts";
import { GATEWAY_HOSTS } from "./act/gateway-hosts.ts";
import { scriptHead } from "./environment.ts";
import { commandLine, quoted } from "./quote.ts";

/** Whether a gateway sends new requests to a host. */
export type HostWord = "drain" | "ready";

/** A short script that gives a gateway the word about one host; it needs no lock, because each host has a mark of its own. */
export const renderGatewayWord = (layout: Layout, host: string, word: HostWord): string =>
  [
    scriptHead(layout),
    "set -eu",
    `PROXY_SOCKET=${quoted(layout.proxySocket)}`,
    `DRAINED=${quoted(layout.drainedHosts)}`,
    DOORS.trim(),
    GATEWAY_HOSTS.trim(),
    `gateway_host ${commandLine([host, word])}`,
  ].join("\n");
