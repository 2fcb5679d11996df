import { GATEWAY_NAME } from "../../src/model/certificate.ts";
import type { Lane } from "../../src/model/lane.ts";
import type { Layout } from "../../src/model/layout.ts";
import type { Gateway } from "../../src/model/pool.ts";
import { letIn } from "./drain.ts";
import { certificateNotAllowed, certificateRequired, refuse } from "./replies.ts";
import { word } from "./text.ts";
import type { ProxyWish } from "./wish.ts";

/** What a door knows of the certificates of its clients: the edge of a host, or a gateway. */
export interface Asking {
  readonly gateway: Pick<Gateway, "tls">;
  readonly layout: Pick<Layout, "tls">;
  readonly lanes: readonly Lane[];
}

/** For whom a gateway asks. It counts on connections that show a gateway's certificate, and is nothing from all others. */
export const CLIENT_HEADER = "x-espalier-client";

export const asksClients = ({ gateway }: Pick<Asking, "gateway">): boolean =>
  gateway.tls?.clients !== undefined;

/** What a bind line adds: a certificate that is shown has to be one of the authority; which lane asks for it, rules say. */
export const clientOptions = (wish: Asking): string =>
  asksClients(wish) ? ` ca-file ${word(wish.layout.tls)}/cert.pem verify optional` : "";

/** As whom the certificate of the connection is shown. */
export const readClient = "    http-request set-var(txn.client) ssl_c_s_dn(cn)";

const VOUCHED = `{ ssl_c_s_dn(cn) -m beg ${GATEWAY_NAME} }`;

/** Who it is at the edge of a host: behind a gateway the one whose certificate that gateway has seen. */
const identify = (): readonly string[] => [
  readClient,
  `    http-request unset-var(txn.client) if ${VOUCHED}`,
  `    http-request set-var(txn.client) req.hdr(${CLIENT_HEADER}),url_dec if ${VOUCHED} { req.hdr(${CLIENT_HEADER}) -m found }`,
  `    http-request del-header ${CLIENT_HEADER}`,
];

/**
 * The key decides the lane; a certificate is asked for beside it. The key of the ladder needs none while the doors are
 * closed: it comes from the host itself, which has no client's certificate.
 */
export const clientRules = (wish: ProxyWish): readonly string[] =>
  asksClients(wish) ? [...identify(), ...certificateRules(wish, ` !${letIn(wish)}`)] : [];

/** Refuses whoever shows no certificate where every client needs one, or none that the lane names. */
export const certificateRules = ({ gateway, lanes }: Asking, unless = ""): readonly string[] => [
  ...(gateway.tls?.clients === "required"
    ? [refuse(certificateRequired, `if !{ var(txn.client) -m found }${unless}`)]
    : []),
  ...[...lanes].sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((lane) => named(lane, unless)),
];

const named = ({ name, certificates }: Lane, unless: string): readonly string[] =>
  certificates === undefined
    ? []
    : [
        refuse(
          certificateNotAllowed,
          `if { var(txn.lane) -m str ${name} } !{ var(txn.client) -m str ${[...certificates].sort().join(" ")} }${unless}`,
        ),
      ];

/** Who the certificate says it is, for the log. */
export const clientField = (wish: Pick<Asking, "gateway">): string =>
  asksClients(wish) ? `,"client":"%[var(txn.client),json(utf8s)]"` : "";
