import type { Lane } from "../../src/model/lane.ts";
import { letIn } from "./drain.ts";
import { certificateNotAllowed, certificateRequired, refuse } from "./replies.ts";
import { word } from "./text.ts";
import type { ProxyWish } from "./wish.ts";

/** What a bind line adds: a certificate that is shown has to be one of the authority; which lane asks for it, rules say. */
export const clientOptions = ({ gateway, layout }: ProxyWish): string =>
  gateway.tls?.clients === undefined ? "" : ` ca-file ${word(layout.tls)}/cert.pem verify optional`;

/**
 * The key decides the lane; a certificate is asked for beside it. The key of the ladder needs none while the doors are
 * closed: it comes from the host itself, which has no client's certificate.
 */
export const clientRules = (wish: ProxyWish): readonly string[] =>
  wish.gateway.tls?.clients === undefined
    ? []
    : [
        ...(wish.gateway.tls.clients === "required"
          ? [refuse(certificateRequired, `if !{ ssl_c_used } !${letIn(wish)}`)]
          : []),
        ...[...wish.lanes].sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((lane) => named(lane, wish)),
      ];

const named = ({ name, certificates }: Lane, wish: ProxyWish): readonly string[] =>
  certificates === undefined
    ? []
    : [
        refuse(
          certificateNotAllowed,
          `if { var(txn.lane) -m str ${name} } !{ ssl_c_s_dn(cn) -m str ${[...certificates].sort().join(" ")} } !${letIn(wish)}`,
        ),
      ];

/** Who the certificate says it is, for the log. */
export const clientField = ({ gateway }: ProxyWish): string =>
  gateway.tls?.clients === undefined ? "" : `,"client":"%[ssl_c_s_dn(cn),json(utf8s)]"`;
