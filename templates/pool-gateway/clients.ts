import { gatewayIdentity } from "../../src/model/certificate.ts";
import { asksClients, CLIENT_HEADER, certificateRules, readClient } from "../haproxy/clients.ts";
import { word } from "../haproxy/text.ts";
import type { GatewayWish } from "./wish.ts";

/**
 * A client shows its certificate here, where its connection ends; its host is told whose it was. The host decides again,
 * and believes nobody but a gateway, which it knows by the gateway's own certificate.
 */
export const vouch = (wish: GatewayWish): readonly string[] =>
  asksClients(wish)
    ? [
        readClient,
        ...certificateRules(wish),
        `    http-request del-header ${CLIENT_HEADER}`,
        `    http-request set-header ${CLIENT_HEADER} %[var(txn.client),url_enc] if { var(txn.client) -m found }`,
      ]
    : [];

/** What the line of a host adds: the gateway's own certificate, which says that it is one. */
export const showGateway = (wish: GatewayWish): string =>
  asksClients(wish) ? ` crt ${word(wish.layout.tls)}/host.pem` : "";

/** What a health check adds: it asks for no client. */
export const probeClient = (wish: GatewayWish): string =>
  asksClients(wish) ? ` hdr ${CLIENT_HEADER} ${gatewayIdentity("probe")}` : "";
