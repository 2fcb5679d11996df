import {
  badGateway,
  badRequest,
  engineTimedOut,
  engineUnavailable,
  onFailure,
  requestTimeout,
} from "./replies.ts";
import { seconds, word } from "./text.ts";
import type { ProxyWish } from "./wish.ts";

/** Bytes: some 2,000 requests. A reader that comes more rarely than that finds a gap, and says so. */
const LOG_RING = 1_048_576;

/** Bytes: 64 buffers. By default two are kept, and one request through both stages of a host takes more at once. */
const HOT_SIZE = 64 * 262_144;

/**
 * Process-wide settings. One thread: a Mac's cores belong to the engine. Relative file names are looked up beside
 * the configuration, so that a release can be checked before it becomes `current`.
 */
export const globalSection = ({ layout, gateway }: Pick<ProxyWish, "layout" | "gateway">): string => `global
    default-path config
    log stdout len 4096 format raw local0 info
    log ring@lanes len 4096 format raw local0 info
    maxconn 4096
    nbthread 1
    stats socket unix@${word(layout.proxySocket)} mode 600 level admin expose-fd listeners
    stats timeout 60s
    hard-stop-after ${seconds(gateway.drain)}s
    # the name of the model is looked up in the first buffer of a body
    tune.bufsize 262144
    # free buffers are kept: to give them back after a request and ask for them anew costs more than the request
.if version_atleast(3.0)
    tune.memory.hot-size ${HOT_SIZE}
.endif
.if version_atleast(3.4)
    tune.bufsize.large 2m
.endif
    tune.http.maxhdr 64
    ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets

# the last lines of the log in memory, for "show events lanes": what lanes waited and were refused
ring lanes
    format raw
    maxlen 4096
    size ${LOG_RING}
`;

/** What all sections share. No compression anywhere: it would hold back chunks of a stream. */
export const defaultsSection = (): string => `defaults base
    mode http
    log global
    option http-keep-alive
    # chunks of a stream leave at once
    option http-no-delay
    # a client that is gone leaves the queue, and its request leaves the engine
    option abortonclose
    option dontlognull
    option http-restrict-req-hdr-names delete
    timeout http-request 10s
    timeout http-keep-alive 65s
    timeout connect 2s
    timeout client 60s
    # until the first byte: the engine may load a model and read a long prompt
    timeout server 600s
    timeout queue 5s
    retries 0
${[badRequest, requestTimeout, badGateway, engineUnavailable, engineTimedOut].map(onFailure).join("\n")}
`;
