import { KEY_MEMORY, type Lane } from "../../src/model/lane.ts";
import { EMBEDDING_PATHS } from "./paths.ts";
import {
  aboveBudget,
  contextExceeded,
  keyBusy,
  laneClosed,
  rateExceeded,
  refuse,
  tokensExceeded,
} from "./replies.ts";
import { word } from "./text.ts";
import type { ProxyWish } from "./wish.ts";

type Ground = Pick<ProxyWish, "lanes" | "layout">;

const sorted = ({ lanes }: Ground): readonly Lane[] => [...lanes].sort((a, b) => (a.name < b.name ? -1 : 1));

const per = (wish: Ground, rule: (lane: Lane) => string | undefined): readonly string[] =>
  sorted(wish).flatMap((lane) => rule(lane) ?? []);

const inLane = ({ name }: Lane): string => `if inference { var(txn.lane) -m str ${name} }`;

/** `20:00-06:00` as HAProxy compares `%H%M`: inclusive ranges of numbers, two of them over midnight. */
function ranges(window: string): string {
  const [from = 0, to = 0] = window.split("-").map((time) => Number(time.replace(":", "")));
  if (from === to) return "0:2359";
  return from < to ? `${from}:${to - 1}` : `${from}:2359${to === 0 ? "" : ` 0:${to - 1}`}`;
}

const hours = (lane: Lane): string | undefined =>
  lane.limits.hours &&
  refuse(
    laneClosed(lane.limits.hours),
    `${inLane(lane)} !{ date,utime(%H%M) -m int ${lane.limits.hours.map(ranges).join(" ")} }`,
  );

/** Each number that may change while the proxy runs is looked up anew for each request. */
const LOOKED_UP = ["queue", "priority", "requestsPerMinute", "tokensPerMinute", "keyStreams", "contextLimit"];

const lookUp = ({ layout }: Ground): readonly string[] =>
  LOOKED_UP.map(
    (name) =>
      `    http-request set-var(txn.${name}) var(txn.lane),concat(:${name}),map_str_int(${word(layout.lanesMap)},0) if inference`,
  );

const limited = (name: string): string => `if inference { var(txn.${name}) -m int gt 0 }`;

/** Before the body is read: the clock, the requests of the key at once, and those of the lane per minute. */
export const headLimits = (wish: Ground): string =>
  [
    ...lookUp(wish),
    "    http-request track-sc0 var(txn.lane) table rates-of-lanes if inference",
    "    http-request set-var(txn.holder) var(txn.lane),concat(:,txn.key)",
    "    http-request track-sc1 var(txn.holder) table key-streams if inference",
    ...per(wish, hours),
    refuse(keyBusy, `${limited("keyStreams")} { sc_conn_cur(1),sub(txn.keyStreams) gt 0 }`),
    refuse(
      rateExceeded,
      `${limited("requestsPerMinute")} { sc_gpc_rate(0,0),sub(txn.requestsPerMinute) ge 0 }`,
    ),
  ].join("\n");

const ASKED = ["$.max_tokens", "$.max_completion_tokens", "$.max_output_tokens", "$.options.num_predict"];

/** Once the body is there: its tokens by estimate; and the request counts, now that nothing speaks against it. */
export const bodyLimits = (): string =>
  [
    "    http-request set-var(txn.asked) int(0) if inference",
    ...ASKED.map(
      (path) =>
        `    http-request set-var(txn.asked) req.body,json_query('${path}','int') if inference { req.body,json_query('${path}','int') -m int ge 1 }`,
    ),
    "    http-request set-var(txn.tokens) req.hdr_val(content-length),div(4),add(txn.asked) if inference",
    refuse(contextExceeded, `${limited("contextLimit")} { var(txn.tokens),sub(txn.contextLimit) gt 0 }`),
    budget(),
  ].join("\n");

/** What a request is charged that names no number of tokens; embeddings have none. */
const UNNAMED = 512;

const LIMITED = limited("tokensPerMinute");

/**
 * A bucket per lane: it holds the tokens of a minute and empties steadily, so no new minute brings a double burst. Counted
 * in sixtieths of a token, so that each second takes `tokensPerMinute` of them and nothing is rounded away.
 * `gpt` of the lane: [0] when it was filled last, in seconds, [1] how full it was then.
 */
const budget = (): string =>
  [
    `    http-request set-var(txn.charge) var(txn.tokens),mul(60) ${LIMITED}`,
    `    http-request set-var(txn.charge) var(txn.tokens),add(${UNNAMED}),mul(60) ${LIMITED} { var(txn.asked) -m int eq 0 } !{ path ${EMBEDDING_PATHS.join(" ")} }`,
    `    http-request set-var(txn.room) var(txn.tokensPerMinute),mul(60) ${LIMITED}`,
    refuse(aboveBudget, `${LIMITED} { var(txn.charge),sub(txn.room) gt 0 }`),
    `    http-request set-var(txn.filled) sc_get_gpt(0,0) ${LIMITED}`,
    `    http-request set-var(txn.emptied) date,sub(txn.filled),mul(txn.tokensPerMinute) ${LIMITED}`,
    `    http-request set-var(txn.level) sc_get_gpt(1,0),sub(txn.emptied) ${LIMITED}`,
    `    http-request set-var(txn.level) int(0) ${LIMITED} { var(txn.level) -m int lt 0 }`,
    `    http-request set-var(txn.level) var(txn.level),add(txn.charge) ${LIMITED}`,
    `    http-request set-var(txn.wait) var(txn.level),sub(txn.room),div(txn.tokensPerMinute),add(1) ${LIMITED}`,
    refuse(tokensExceeded, `${LIMITED} { var(txn.level),sub(txn.room) gt 0 }`),
  ].join("\n");

/** A refused request is not counted, or a client that tries again would shut itself out for ever. */
export const count = (): string => `    http-request sc-inc-gpc(0,0) if inference
    http-request sc-set-gpt(0,0) date ${LIMITED}
    http-request sc-set-gpt(1,0) var(txn.level) ${LIMITED}`;

/** `key-streams` remembers a key as long as it can: when it was used last is how much of that time is gone. */
export const limitTables = (): string => `backend rates-of-lanes from base
    stick-table type string len 64 size 1k expire 2m store gpc(1),gpc_rate(1,60s),gpt(2)

backend key-streams from base
    stick-table type string len 128 size 10k expire ${KEY_MEMORY / 1000}s store conn_cur,http_req_cnt
`;
