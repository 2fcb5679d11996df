import type { Lane } from "../../src/model/lane.ts";
import type { Layout } from "../../src/model/layout.ts";
import type { Gateway } from "../../src/model/pool.ts";
import { invalidKey, keyExpired, lengthRequired, refuse, tooLarge } from "./replies.ts";
import { endpoint, word } from "./text.ts";

/** What the edge of a host and the gateway of a pool have in common: where they listen, who may enter, what is read. */
export interface Door {
  readonly gateway: Pick<Gateway, "bind" | "port">;
  readonly layout: Pick<Layout, "tls" | "keysMap">;
  readonly lanes: readonly Pick<Lane, "name">[];
}

/** Where a door listens; HTTP/2 only from 3.0 on. `options` follow the certificate. */
export function binds({ gateway, layout }: Door, options = ""): string {
  const bind = `    bind ${endpoint(gateway.bind, gateway.port)} ssl crt ${word(layout.tls)}/host.pem${options}`;
  return `.if version_atleast(3.0)
${bind} alpn h2,http/1.1
.else
${bind} alpn http/1.1
.endif`;
}

/**
 * Who it is. The key is hashed before anything is looked up. Keys may be newer than the release: a lane that it lacks is
 * not open yet.
 */
export const keyRules = ({
  layout,
  lanes,
}: Door): string => `    http-request set-var(txn.hash) http_auth_bearer,sha2(256),hex,lower
    http-request set-var(txn.hash) req.hdr(x-api-key),sha2(256),hex,lower if !{ var(txn.hash) -m found } { req.hdr(x-api-key) -m found }
    http-request set-var(txn.entry) var(txn.hash),map_str(${word(layout.keysMap)})
${refuse(invalidKey, "if !{ var(txn.entry) -m found }")}
    http-request set-var(txn.lane) var(txn.entry),field(1,:)
${refuse(
  invalidKey,
  `if !{ var(txn.lane) -m str ${lanes
    .map(({ name }) => name)
    .sort()
    .join(" ")} }`,
)}
    http-request set-var(txn.key) var(txn.entry),field(2,:)
    http-request set-var(txn.owner) var(txn.entry),field(4,:,0)
    http-request set-var(txn.end) var(txn.entry),field(3,:),add(0)
${refuse(keyExpired, "if { var(txn.end) -m int gt 0 } { date,sub(txn.end) ge 0 }")}`;

/** What must not be passed on. */
export const dropHeaders = (names: readonly string[]): string =>
  names.map((name) => `    http-request del-header ${name}`).join("\n");

/** Content-Length is demanded because HAProxy does not count chunked bodies. */
export const lengthRules = (bodyLimit: number): string =>
  [
    refuse(lengthRequired, "if { req.hdr(transfer-encoding) -m found }"),
    refuse(lengthRequired, "if METH_POST !{ req.hdr(content-length) -m found }"),
    refuse(tooLarge(bodyLimit), `if { req.hdr_val(content-length) gt ${bodyLimit} }`),
  ].join("\n");

/** Reads lane and model of the requests that `condition` names, as one word to look up. */
export const modelRules = (condition: string): string => `.if version_atleast(3.4)
    http-request wait-for-body time 30s use-large-buffer if ${condition}
.else
    http-request wait-for-body time 30s if ${condition}
.endif
    http-request set-var(txn.model) req.body,json_query('$.model') if ${condition}
    http-request set-var(txn.pair) var(txn.lane),concat('|',txn.model) if ${condition}`;
