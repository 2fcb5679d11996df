import { onFailure, REFUSED_HEADER } from "../haproxy/replies.ts";
import { endpoint, word } from "../haproxy/text.ts";
import { busyRules, countTable } from "./busy.ts";
import { overflowVariable } from "./probe-key.ts";
import { poolFailed, poolUnavailable } from "./replies.ts";
import type { GatewayOverflow, GatewayWish, OverflowRoute } from "./wish.ts";

/** What every OpenAI-compatible server knows. A body is passed on as it is. */
const PATHS = ["/v1/chat/completions", "/v1/completions", "/v1/embeddings"];

/** Where the certificate of the authority lies that signs for an upstream. */
export const overflowAuthority = ({ layout }: Pick<GatewayWish, "layout">, name: string): string =>
  `${layout.admission}/overflow/${name}.pem`;

/** A backend for each lane and model, so that each is counted by itself. */
const backendName = ({ name }: GatewayOverflow, { lane, group }: OverflowRoute): string =>
  `over:${name}:${lane}:${group}`;

/** What has left a pool once says so: two pools that take each other's overflow pass no request to and fro. */
const LEFT_HEADER = "x-espalier-overflow";

/**
 * Where a request goes that the hosts of the pool cannot take: when none is up it waits for the upstream; when too many
 * are on their way, or always when the upstream is asked first, it goes there while there is room, and to the hosts when
 * there is none.
 */
const uses = (overflow: GatewayOverflow): readonly string[] =>
  overflow.routes.flatMap((route) => {
    const there = backendName(overflow, route);
    const turn = overflow.above === undefined ? "" : `{ var(txn.beyond) -m int ge ${overflow.above} } `;
    const mine = `plain !left { var(txn.lane) -m str ${route.lane} } { var(txn.group) -m str ${route.group} } { nbsrv(${there}) gt 0 }`;
    return [
      `    use_backend ${there} if ${mine} { nbsrv(${route.group}) eq 0 }`,
      `    use_backend ${there} if ${mine} ${turn}{ be_conn(${there}) lt ${overflow.streams} }`,
    ];
  });

/** Rules of the front door; they come before those that lead to the hosts. */
export const overflowRules = (wish: GatewayWish): readonly string[] =>
  wish.overflows.length === 0
    ? []
    : [
        `    acl left req.hdr(${LEFT_HEADER}) -m found`,
        `    acl plain path -m str ${PATHS.join(" ")}`,
        ...busyRules(wish, "plain !left"),
        ...wish.overflows.flatMap(uses),
      ];

const check = ({ host, name }: GatewayOverflow, { served }: OverflowRoute): string => `    option httpchk
    http-check send meth GET uri /v1/models ver HTTP/1.1 hdr Host ${host} hdr Authorization "Bearer \${${overflowVariable(name)}}"
    http-check expect string '"${served}"'
    timeout check 10s
    default-server check inter 10s fastinter 2s downinter 5s fall 2 rise 1 check-sni ${host}
`;

/** The key of the client stays here; the upstream sees its own. */
const section = (overflow: GatewayOverflow, route: OverflowRoute, wish: GatewayWish): string => {
  const { name, host, port, streams } = overflow;
  const watched = overflow.routes.find(({ served }) => served === route.served) ?? route;
  const isWatched = watched === route;
  const track = isWatched ? "" : ` track ${backendName(overflow, watched)}/${name}`;
  const patience = wish.lanes.find((lane) => lane.name === route.lane)?.queueTimeout ?? 1000;
  return `backend ${backendName(overflow, route)} from base
    timeout queue ${patience}ms
    timeout server 660s
${onFailure(poolUnavailable)}
${onFailure(poolFailed)}
    http-request set-header Host ${host}
    http-request set-header Authorization "Bearer \${${overflowVariable(name)}}"
    http-request del-header x-api-key
    http-request del-header x-espalier-client
    http-request set-header ${LEFT_HEADER} 1
    http-response set-header x-espalier-host ${name}
    # codes of refusals are the gateway's own
    http-response del-header ${REFUSED_HEADER}
    http-reuse always
${isWatched ? check(overflow, route) : ""}.if version_atleast(3.0)
    http-response set-timeout server 75s
.endif
    server ${name} ${endpoint(host, port)} maxconn ${streams} init-addr last,libc,none ssl verify required ca-file ${word(overflowAuthority(wish, name))} verifyhost ${host} sni str(${host}) alpn http/1.1${track}
`;
};

/** The backends of all upstreams. */
export const overflowSections = (wish: GatewayWish): readonly string[] => [
  ...wish.overflows.flatMap((overflow) => overflow.routes.map((route) => section(overflow, route, wish))),
  ...countTable(wish),
];
