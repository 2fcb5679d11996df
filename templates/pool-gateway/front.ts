import { clientField, clientOptions } from "../haproxy/clients.ts";
import { binds, dropHeaders, keyRules, lengthRules, modelRules } from "../haproxy/door.ts";
import { DESCRIBE_PATHS, INFERENCE_PATHS } from "../haproxy/paths.ts";
import {
  methodNotAllowed,
  modelNotAllowed,
  REFUSED_HEADER,
  refuse,
  unknownUrl,
  wrongApi,
} from "../haproxy/replies.ts";
import { vouch } from "./clients.ts";
import { keptName } from "./groups.ts";
import { overflowRules } from "./overflow.ts";
import { POOL_READ_PATHS, poolPages } from "./pages.ts";
import type { GatewayWish } from "./wish.ts";

/** A client that sends it names its conversation: long prompts of one conversation meet the same prompt cache. */
const AFFINITY_HEADER = "x-espalier-affinity";

/** As the log of a host, with the host that answered, how often another was tried, and the request id there. */
const LOG_FORMAT = `{"t":"%tr","id":"%ID","ip":"%ci","lane":"%[var(txn.lane)]","key":"%[var(txn.key),json(utf8s)]","owner":"%[var(txn.owner),json(utf8s)]","model":"%[var(txn.model),json(utf8s)]","group":"%[var(txn.group)]","host":"%s","hostid":"%[var(txn.hostid),json(utf8s)]","m":"%HM","p":"%[var(txn.path),json(utf8s)]","st":%ST,"Tq":%TR,"Tw":%Tw,"Tr":%Tr,"Ta":%Ta,"bi":%U,"bo":%B,"ts":"%tsc","rc":"%rc","why":"%[var(txn.refused)]"`;

const paths = (): string => `    acl inference path -m str ${INFERENCE_PATHS.join(" ")}
    acl describing path -m str ${DESCRIBE_PATHS.join(" ")}
    acl reading path -m str ${POOL_READ_PATHS.join(" ")}
    acl routed path -m str ${[...INFERENCE_PATHS, ...DESCRIBE_PATHS].join(" ")}
${refuse(unknownUrl, "if !routed !reading")}`;

/** The key goes on to the host, whose edge asks again and holds the limits of the lane. */
const keys = (wish: GatewayWish): string =>
  [keyRules(wish), ...vouch(wish), dropHeaders(["cookie", "origin"])].join("\n");

const shape = ({ gateway }: GatewayWish): string =>
  [
    refuse(methodNotAllowed("POST"), "if routed !METH_POST"),
    refuse(methodNotAllowed("GET, HEAD"), "if reading !METH_GET"),
    lengthRules(gateway.bodyLimit),
  ].join("\n");

const foreign = ({ groups }: GatewayWish): readonly string[] =>
  groups
    .filter(({ api }) => api !== "ollama")
    .map(({ name }) => refuse(wrongApi, `if routed { var(txn.group) -m str ${name} } { path_beg /api/ }`));

const model = (wish: GatewayWish): string => `${modelRules("routed")}
    http-request set-var(txn.group) var(txn.pair),map_str(models.map) if routed
${[refuse(modelNotAllowed, "if routed !{ var(txn.group) -m found }"), ...foreign(wish)].join("\n")}`;

/** A long context goes by consistent hash, so that it finds the cache of the prompt before; all others to the least busy. */
const route = (
  wish: GatewayWish,
): string => `    acl long req.hdr_val(content-length) ge ${wish.affinityAbove}
    http-request set-var(txn.affinity) req.hdr(${AFFINITY_HEADER}),concat('|',txn.key) if inference long { req.hdr(${AFFINITY_HEADER}) -m found }
    http-request set-var(txn.affinity) var(txn.key) if inference long !{ req.hdr(${AFFINITY_HEADER}) -m found }
    http-request del-header ${AFFINITY_HEADER}
${overflowRules(wish)
  .map((rule) => `${rule}\n`)
  .join("")}    use_backend ${keptName("%[var(txn.group)]")} if inference long
    use_backend %[var(txn.group)] if routed
    default_backend reading`;

/** The door of the pool: path, key, shape, model; then the hosts that hold it. */
export const frontSection = (wish: GatewayWish): string => `frontend pool from base
${binds(wish, clientOptions(wish))}
    # HTTP/2 only where TLS agreed on it
    option disable-h2-upgrade
    maxconn 4000
    unique-id-format %[uuid()]
    unique-id-header x-request-id
    log-format '${LOG_FORMAT}${clientField(wish)}}'
    http-request set-var(txn.path) path
    http-response set-var(txn.hostid) res.hdr(x-request-id)
    http-after-response set-header x-request-id %[unique-id]
    http-after-response set-var(txn.refused) res.hdr(${REFUSED_HEADER})
    http-after-response del-header ${REFUSED_HEADER}
${paths()}
${keys(wish)}
${shape(wish)}
${poolPages(wish)}
${model(wish)}
${route(wish)}
`;
