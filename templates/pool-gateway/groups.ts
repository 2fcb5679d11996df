import { PROBE_VARIABLE } from "../../src/model/gateways.ts";
import { onFailure } from "../haproxy/replies.ts";
import { endpoint, word } from "../haproxy/text.ts";
import { countRules } from "./busy.ts";
import { probeClient, showGateway } from "./clients.ts";
import { overflowSections } from "./overflow.ts";
import { question } from "./question.ts";
import { poolFailed, poolUnavailable } from "./replies.ts";
import type { GatewayGroup, GatewayHost, GatewayWish } from "./wish.ts";

/** The backend of a group for long contexts. */
export const keptName = (group: string): string => `kept-${group}`;

/** Where the certificate of a host lies that the gateway trusts for it, and for nothing else. */
export const hostCertificate = ({ layout }: Pick<GatewayWish, "layout">, host: string): string =>
  `${layout.admission}/hosts/${host}.pem`;

/** Answers of an edge that say: alive and busy. The host stays in; where its lane is full, requests wait there. */
const BUSY = "lane_queue_full|queue_timed_out|rate_limit_exceeded|token_rate_exceeded|key_streams_exceeded";

const head = (wish: GatewayWish): string =>
  `hdr Host pool hdr Authorization "Bearer \${${PROBE_VARIABLE}}"${probeClient(wish)}`;

const token = (group: GatewayGroup, wish: GatewayWish): string => {
  const { path, body, shape } = question(group);
  return `    http-check connect default
    http-check send meth POST uri ${path} ver HTTP/1.1 ${head(wish)} hdr Content-Type application/json body '${JSON.stringify(body)}'
    http-check expect rstring '${shape}|"code":"(${BUSY})"'
`;
};

/** One page of an engine that tells its digests, and what must be found there. */
const page = (path: string, expected: string, wish: GatewayWish): string => `    http-check connect default
    http-check send meth GET uri ${path} ver HTTP/1.1 ${head(wish)}
    http-check expect ${expected}
`;

/**
 * An engine that tells its digests must have the pinned one on disk under that name before it is asked for anything, and hold it in memory
 * afterwards. In between it may load it: one that has started anew holds nothing, and nobody else would ask it.
 */
function works(group: GatewayGroup, wish: GatewayWish): string {
  const { served, digest } = group;
  if (digest === undefined) return token(group, wish);
  const listed = `rstring '"name":"${literal(served)}"[^{}]*"digest":"${digest}"'`;
  return [
    page("/api/tags", listed, wish),
    token(group, wish),
    page("/api/ps", `string '${digest}'`, wish),
  ].join("");
}

/** A name within an extended regular expression. */
const literal = (name: string): string => name.replaceAll(/[.+]/g, "[$&]");

/** TLS to the edge of the host: its own certificate, read over SSH, and its name in it. */
const line = (wish: GatewayWish, { id, address, port, slots }: GatewayHost): string =>
  `    server ${id} ${endpoint(address, port)} weight ${Math.min(256, slots)} ssl verify required ca-file ${word(hostCertificate(wish, id))} verifyhost ${id} sni str(${id}) alpn http/1.1${showGateway(wish)}`;

/** What both backends of a group share. Nothing is tried again once a byte has come back. */
const common = ({ lanes }: GatewayWish): string => {
  const patience = Math.max(0, ...lanes.map(({ queueTimeout }) => queueTimeout));
  return `${onFailure(poolUnavailable)}
${onFailure(poolFailed)}
    # as long as the edge may take: its queue, and its engine until the first byte
    timeout server ${Math.ceil(patience / 1000) + 660}s
    http-reuse always
    retries 2
    option redispatch 1
    retry-on conn-failure empty-response 502 503
    http-response set-header x-espalier-host %s
.if version_atleast(3.0)
    http-response set-timeout server 75s
.endif`;
};

/** By least outstanding requests, weighted by slots; health, circuit breaker and a slow start after an outage. */
const leastSection = (group: GatewayGroup, wish: GatewayWish): string => `backend ${group.name} from base
    balance leastconn
    load-server-state-from-file global
${countRules(group, wish)}${common(wish)}
    timeout check ${Math.ceil(Math.max(wish.probe.patience, group.loading) / 1000)}s
    option httpchk
${works(group, wish)}    # errors of requests only ask for the probe at once: a client that provokes them takes no host out
    default-server check inter ${Math.ceil(wish.probe.every / 1000)}s fastinter 1s downinter 2s fall 2 rise 1 slowstart 20s observe layer7 error-limit 5 on-error fastinter
${group.hosts.map((host) => `${line(wish, host)} check-sni ${host.id}`).join("\n")}
`;

/** By consistent hash, and no host more than half above its share. */
const keptSection = (
  group: GatewayGroup,
  wish: GatewayWish,
): string => `backend ${keptName(group.name)} from base
    balance hash var(txn.affinity)
    hash-type consistent
    hash-balance-factor 150
${countRules(group, wish)}${common(wish)}
${group.hosts.map((host) => `${line(wish, host)} track ${group.name}/${host.id}`).join("\n")}
`;

const readSection = (
  group: GatewayGroup,
  wish: GatewayWish,
): string => `# one version for all: any host may tell it
backend reading from base
    balance roundrobin
    timeout server 10s
    retries 2
    option redispatch 1
    retry-on conn-failure empty-response 502 503
${onFailure(poolUnavailable)}
${group.hosts.map((host) => `${line(wish, host)} track ${group.name}/${host.id}`).join("\n")}
`;

/** Two backends for each group, and one for what is read of any host. */
export function groupSections(wish: GatewayWish): string {
  const reader = wish.groups.find(({ api }) => api === "ollama") ?? wish.groups[0];
  const all = wish.groups.flatMap((group) => [leastSection(group, wish), keptSection(group, wish)]);
  return [...all, ...overflowSections(wish), ...(reader ? [readSection(reader, wish)] : [])].join("\n");
}
