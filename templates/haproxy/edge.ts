import { clientField, clientOptions, clientRules } from "./clients.ts";
import { binds, dropHeaders, keyRules, lengthRules, modelRules } from "./door.ts";
import { drained, letIn } from "./drain.ts";
import { ENGINE_HEADER, readEngine } from "./engine.ts";
import { bodyLimits, count, headLimits } from "./limits.ts";
import { modelsPage } from "./models-page.ts";
import { DESCRIBE_PATHS, INFERENCE_PATHS, READ_PATHS } from "./paths.ts";
import {
  draining,
  engineUnavailable,
  fieldNotAllowed,
  methodNotAllowed,
  modelNotAllowed,
  REFUSED_HEADER,
  refuse,
  unknownUrl,
  wrongApi,
} from "./replies.ts";
import { seconds } from "./text.ts";
import type { ProxyWish } from "./wish.ts";

/** Who, which lane, which model, how long, how it ended. Text that a client chose is escaped; no body, no header. */
const LOG_FORMAT = `{"t":"%tr","id":"%ID","ip":"%ci","lane":"%[var(txn.lane)]","key":"%[var(txn.key),json(utf8s)]","owner":"%[var(txn.owner),json(utf8s)]","model":"%[var(txn.model),json(utf8s)]","engine":"%[var(txn.engine)]","m":"%HM","p":"%[var(txn.path),json(utf8s)]","st":%ST,"Tq":%TR,"Tw":%Tw,"Tr":%Tr,"Ta":%Ta,"bi":%U,"bo":%B,"ts":"%tsc","bq":%bq,"tokens":"%[var(txn.tokens)]","why":"%[var(txn.refused)]"`;

const OPERATOR_FIELDS = ["$.keep_alive", "$.options.num_ctx", "$.options.num_gpu"];

const listening = (wish: ProxyWish): string =>
  `    # HTTP/2 from 3.0 on: 2.6 may reset a stream instead of delivering a refusal made before the body was read
${binds(wish, clientOptions(wish))}`;

const paths = (): string => `    acl inference path -m str ${INFERENCE_PATHS.join(" ")}
    acl describing path -m str ${DESCRIBE_PATHS.join(" ")}
    acl reading path -m str ${READ_PATHS.join(" ")}
${refuse(unknownUrl, "if !inference !describing !reading")}`;

/** The key is removed before anything is passed on. */
const keys = (wish: ProxyWish): string =>
  [keyRules(wish), dropHeaders(["authorization", "x-api-key", "cookie", "origin"])].join("\n");

const shape = ({ gateway }: ProxyWish): string =>
  [
    refuse(methodNotAllowed("POST"), "if inference !METH_POST || describing !METH_POST"),
    refuse(methodNotAllowed("GET, HEAD"), "if reading !METH_GET"),
    lengthRules(gateway.bodyLimit),
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

const model = (): string => `${modelRules("inference")}
    http-request set-var(txn.engine) var(txn.pair),map_str(models.map) if inference
${refuse(modelNotAllowed, "if inference !{ var(txn.engine) -m found }")}
${OPERATOR_FIELDS.map((field) => refuse(fieldNotAllowed, `if inference { req.body,json_query('${field}') -m found }`)).join("\n")}`;

/** The TLS door: path, key, shape of the request, drain, model; then the gate of the lane. */
export const edgeSection = (wish: ProxyWish): string => `frontend edge from base
${listening(wish)}
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
