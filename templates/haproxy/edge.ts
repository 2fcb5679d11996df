import { clientField, clientOptions, clientRules } from "./clients.ts";
import { drained, letIn } from "./drain.ts";
import { ENGINE_HEADER, readEngine } from "./engine.ts";
import { bodyLimits, count, headLimits } from "./limits.ts";
import { modelsPage } from "./models-page.ts";
import { DESCRIBE_PATHS, INFERENCE_PATHS, READ_PATHS } from "./paths.ts";
import {
  draining,
  engineUnavailable,
  fieldNotAllowed,
  invalidKey,
  keyExpired,
  lengthRequired,
  methodNotAllowed,
  modelNotAllowed,
  REFUSED_HEADER,
  refuse,
  tooLarge,
  unknownUrl,
  wrongApi,
} from "./replies.ts";
import { endpoint, seconds, word } from "./text.ts";
import type { ProxyWish } from "./wish.ts";

/** Who, which lane, which model, how long, how it ended. Text that a client chose is escaped; no body, no header. */
const LOG_FORMAT = `{"t":"%tr","id":"%ID","ip":"%ci","lane":"%[var(txn.lane)]","key":"%[var(txn.key),json(utf8s)]","owner":"%[var(txn.owner),json(utf8s)]","model":"%[var(txn.model),json(utf8s)]","engine":"%[var(txn.engine)]","m":"%HM","p":"%[var(txn.path),json(utf8s)]","st":%ST,"Tq":%TR,"Tw":%Tw,"Tr":%Tr,"Ta":%Ta,"bi":%U,"bo":%B,"ts":"%tsc","bq":%bq,"tokens":"%[var(txn.tokens)]","why":"%[var(txn.refused)]"`;

const OPERATOR_FIELDS = ["$.keep_alive", "$.options.num_ctx", "$.options.num_gpu"];

const binds = (wish: ProxyWish): string => {
  const { gateway, layout } = wish;
  const bind = `    bind ${endpoint(gateway.bind, gateway.port)} ssl crt ${word(layout.tls)}/host.pem${clientOptions(wish)}`;
  return `    # HTTP/2 from 3.0 on: 2.6 may reset a stream instead of delivering a refusal made before the body was read
.if version_atleast(3.0)
${bind} alpn h2,http/1.1
.else
${bind} alpn http/1.1
.endif`;
};

const paths = (): string => `    acl inference path -m str ${INFERENCE_PATHS.join(" ")}
    acl describing path -m str ${DESCRIBE_PATHS.join(" ")}
    acl reading path -m str ${READ_PATHS.join(" ")}
${refuse(unknownUrl, "if !inference !describing !reading")}`;

/**
 * The key is hashed before anything is looked up, and removed before anything is passed on. Keys may be newer than the
 * release: a lane that it lacks is not open yet.
 */
const keys = ({
  layout,
  lanes,
}: ProxyWish): string => `    http-request set-var(txn.hash) http_auth_bearer,sha2(256),hex,lower
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
${refuse(keyExpired, "if { var(txn.end) -m int gt 0 } { date,sub(txn.end) ge 0 }")}
${["authorization", "x-api-key", "cookie", "origin"].map((name) => `    http-request del-header ${name}`).join("\n")}`;

/** Content-Length is demanded because HAProxy does not count chunked bodies. */
const shape = ({ gateway }: ProxyWish): string =>
  [
    refuse(methodNotAllowed("POST"), "if inference !METH_POST || describing !METH_POST"),
    refuse(methodNotAllowed("GET, HEAD"), "if reading !METH_GET"),
    refuse(lengthRequired, "if { req.hdr(transfer-encoding) -m found }"),
    refuse(lengthRequired, "if METH_POST !{ req.hdr(content-length) -m found }"),
    refuse(tooLarge(gateway.bodyLimit), `if { req.hdr_val(content-length) gt ${gateway.bodyLimit} }`),
  ].join("\n");

const open = (wish: ProxyWish): string =>
  refuse(draining(seconds(wish.gateway.drain)), `if inference ${drained(wish)} !${letIn(wish)}`);

/** What is read comes from one engine, and the list of models from the proxy. */
const reading = (wish: ProxyWish): string => {
  const reader = readEngine(wish);
  const native =
    reader?.api === "ollama" ? "" : `${refuse(unknownUrl, "if !inference { path_beg /api/ }")}\n`;
  const dead = reader ? refuse(engineUnavailable, `if !inference { nbsrv(engine-${reader.name}) eq 0 }`) : "";
  return `${native}${dead}\n${modelsPage(wish)}`;
};

const dead = (name: string): string =>
  refuse(engineUnavailable, `if inference { var(txn.engine) -m str ${name} } { nbsrv(engine-${name}) eq 0 }`);

const foreign = (name: string): string =>
  refuse(wrongApi, `if inference { var(txn.engine) -m str ${name} } { path_beg /api/ }`);

/** The engine that serves the model must speak what the path asks for, and be up. */
const engines = (wish: ProxyWish): string =>
  [
    ...wish.engines.filter(({ api }) => api !== "ollama").map(({ name }) => foreign(name)),
    ...wish.engines.map(({ name }) => dead(name)),
    `    http-request set-header ${ENGINE_HEADER} %[var(txn.engine)]`,
  ].join("\n");

const model = (): string => `.if version_atleast(3.4)
    http-request wait-for-body time 30s use-large-buffer if inference
.else
    http-request wait-for-body time 30s if inference
.endif
    http-request set-var(txn.model) req.body,json_query('$.model') if inference
    http-request set-var(txn.pair) var(txn.lane),concat('|',txn.model) if inference
    http-request set-var(txn.engine) var(txn.pair),map_str(models.map) if inference
${refuse(modelNotAllowed, "if inference !{ var(txn.engine) -m found }")}
${OPERATOR_FIELDS.map((field) => refuse(fieldNotAllowed, `if inference { req.body,json_query('${field}') -m found }`)).join("\n")}`;

/** The TLS door: path, key, shape of the request, drain, model; then the gate of the lane. */
export const edgeSection = (wish: ProxyWish): string => `frontend edge from base
${binds(wish)}
    # HTTP/2 only where TLS agreed on it
    option disable-h2-upgrade
    maxconn 4000
    unique-id-format %[uuid()]
    unique-id-header x-request-id
    log-format '${LOG_FORMAT}${clientField(wish)}}'
    http-request set-var(txn.path) path
    http-after-response set-header x-request-id %[unique-id]
    http-after-response set-var(txn.refused) res.hdr(${REFUSED_HEADER})
    http-after-response del-header ${REFUSED_HEADER}
${paths()}
${[keys(wish), ...clientRules(wish)].join("\n")}
${shape(wish)}
${open(wish)}
${reading(wish)}
${headLimits(wish)}
${model()}
${engines(wish)}
${bodyLimits()}
${count()}
    use_backend lane-%[var(txn.lane)] if inference
    default_backend reading
`;
