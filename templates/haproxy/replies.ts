/** An answer the proxy gives by itself, in the shape OpenAI clients read. */
interface Reply {
  readonly status: number;
  readonly type: string;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The message names a value that the proxy looks up. */
  readonly isFormatted?: boolean;
}

const REQUEST = "invalid_request_error";
const OVERLOAD = "overloaded_error";
/** Seconds after which a refused client may try again. */
const RETRY = { "Retry-After": "5" } as const;

export const badRequest: Reply = { status: 400, type: REQUEST, code: "bad_request", message: "bad request" };
export const invalidKey: Reply = {
  status: 401,
  type: "authentication_error",
  code: "invalid_api_key",
  message: "missing or unknown API key",
  headers: { "WWW-Authenticate": 'Bearer realm="espalier"' },
};
export const certificateRequired: Reply = {
  status: 403,
  type: "permission_error",
  code: "certificate_required",
  message: "show a client certificate of this pool beside the key",
};
export const certificateNotAllowed: Reply = {
  status: 403,
  type: "permission_error",
  code: "certificate_not_allowed",
  message: "this lane asks for another client certificate than the one shown, or for one at all",
};
export const modelNotAllowed: Reply = {
  status: 403,
  type: "permission_error",
  code: "model_not_allowed",
  message: "this lane may not use this model, or the body names none; put model first in the JSON",
};
export const fieldNotAllowed: Reply = {
  status: 403,
  type: "permission_error",
  code: "field_not_allowed",
  message: "keep_alive, options.num_ctx and options.num_gpu are set by the operator",
};
export const wrongApi: Reply = {
  status: 404,
  type: REQUEST,
  code: "wrong_api",
  message: "the engine of this model speaks the OpenAI API only; use a path below /v1",
};
export const unknownUrl: Reply = {
  status: 404,
  type: REQUEST,
  code: "unknown_url",
  message: "not available through this proxy",
};
export const methodNotAllowed = (allow: string): Reply => ({
  status: 405,
  type: REQUEST,
  code: "method_not_allowed",
  message: `use ${allow}`,
  headers: { Allow: allow },
});
export const requestTimeout: Reply = {
  status: 408,
  type: REQUEST,
  code: "request_timeout",
  message: "the request did not arrive in time",
};
export const lengthRequired: Reply = {
  status: 411,
  type: REQUEST,
  code: "length_required",
  message: "send Content-Length; chunked bodies are not accepted",
};
export const tooLarge = (limit: number): Reply => ({
  status: 413,
  type: REQUEST,
  code: "request_too_large",
  message: `the body is larger than ${limit} bytes`,
});
export const keyExpired: Reply = {
  status: 401,
  type: "authentication_error",
  code: "expired_api_key",
  message: "this API key has expired; ask its owner for the next one",
  headers: { "WWW-Authenticate": 'Bearer realm="espalier"' },
};
export const laneClosed = (hours: readonly string[]): Reply => ({
  status: 403,
  type: "permission_error",
  code: "lane_closed",
  message: `this lane is open ${hours.join(" and ")} UTC`,
});
export const contextExceeded: Reply = {
  status: 400,
  type: REQUEST,
  code: "context_length_exceeded",
  message:
    "bytes of the body / 4 + the tokens asked for are more than the %[var(txn.contextLimit)] tokens of this lane",
  isFormatted: true,
};
export const keyBusy: Reply = {
  status: 429,
  type: "rate_limit_error",
  code: "key_streams_exceeded",
  message: "this key has as many requests at once as it may",
  headers: { "Retry-After": "1" },
};
export const rateExceeded: Reply = {
  status: 429,
  type: "rate_limit_error",
  code: "rate_limit_exceeded",
  message: "this lane has had its requests for this minute",
  headers: { "Retry-After": "10" },
};
export const tokensExceeded: Reply = {
  status: 429,
  type: "rate_limit_error",
  code: "token_rate_exceeded",
  message: "this lane has had its tokens for this minute",
  headers: { "Retry-After": "%[var(txn.wait)]" },
};
export const aboveBudget: Reply = {
  status: 400,
  type: REQUEST,
  code: "request_above_token_rate",
  message: "the request asks for more tokens than the lane has per minute; ask for fewer",
};
export const queueFull: Reply = {
  status: 429,
  type: OVERLOAD,
  code: "lane_queue_full",
  message: "all streams of this lane run and its queue is full",
  headers: RETRY,
};
export const badGateway: Reply = {
  status: 502,
  type: "upstream_error",
  code: "engine_failed",
  message: "the engine broke off before it answered",
};
export const queueTimedOut: Reply = {
  status: 503,
  type: OVERLOAD,
  code: "queue_timed_out",
  message: "no stream of this lane became free in time",
  headers: RETRY,
};
export const engineUnavailable: Reply = {
  status: 503,
  type: OVERLOAD,
  code: "engine_unavailable",
  message: "the engine is down, or its slots stayed taken",
  headers: RETRY,
};
export const draining = (seconds: number): Reply => ({
  status: 503,
  type: OVERLOAD,
  code: "host_draining",
  message: "this host takes no new work; ask another one",
  headers: { "Retry-After": String(seconds) },
});
export const engineTimedOut: Reply = {
  status: 504,
  type: "upstream_error",
  code: "engine_timed_out",
  message: "the engine did not answer in time",
};

/** Carries the code of a refusal to the edge, which keeps it for the log and shows it to nobody. */
export const REFUSED_HEADER = "x-espalier-refused";

function answer(reply: Reply): string {
  const all = { ...reply.headers, [REFUSED_HEADER]: reply.code };
  const headers = Object.entries(all).map(([name, value]) => ` hdr ${name} '${value}'`);
  const { message, type, code } = reply;
  const body = JSON.stringify({ error: { message, type, param: null, code } });
  return `status ${reply.status} content-type application/json${headers.join("")} ${reply.isFormatted ? "lf-string" : "string"} '${body}'`;
}

/** A rule that answers at once when `condition` holds, for example `if !known`. */
export const refuse = (reply: Reply, condition: string): string =>
  `    http-request return ${answer(reply)} ${condition}`;

/** What HAProxy says when it gives up by itself with that status. */
export const onFailure = (reply: Reply): string => `    http-error ${answer(reply)}`;
