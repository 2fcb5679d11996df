import { KEYS } from "../wish.ts";
import { CHAT } from "./client.ts";
import { isFrom } from "./haproxy-version.ts";

const PULL = "POST /api/pull HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}";
const KEY = `authorization: Bearer ${KEYS.chat}\r\n`;
const head = (...lines: readonly string[]): string =>
  [
    "POST /v1/chat/completions HTTP/1.1",
    "host: a",
    `authorization: Bearer ${KEYS.chat}`,
    "connection: close",
    ...lines,
    "",
    "",
  ].join("\r\n");
const sized = (...lines: readonly string[]): string =>
  `${head(`content-length: ${CHAT.length}`, ...lines)}${CHAT}`;
const chunked = `0\r\n\r\n${PULL}`;

/**
 * What the client gets, and how many requests the engine saw: a smuggled pull would be one more. 400 and 408
 * without a code are HAProxy's own page: those bytes never became a request.
 */
export const ATTACKS: readonly (readonly [string, string, readonly string[], number])[] = [
  ["a good request", sized(), ["200"], 1],
  [
    "Content-Length and chunked",
    `${head("content-length: 4", "transfer-encoding: chunked")}${chunked}`,
    ["411 length_required"],
    0,
  ],
  [
    "chunked twice",
    `${head("transfer-encoding: chunked", "transfer-encoding: identity")}${chunked}`,
    ["400"],
    0,
  ],
  ["chunked with a tab", `${head("transfer-encoding:\tchunked")}${chunked}`, ["411 length_required"], 0],
  ["chunked misspelt", `${head("transfer-encoding: xchunked")}${chunked}`, ["400"], 0],
  ["a blank before the colon", `${head("transfer-encoding : chunked")}${chunked}`, ["400"], 0],
  ["two lengths that differ", `${head("content-length: 0", "content-length: 40")}${PULL}`, ["400"], 0],
  ["a length with a sign", `${head("content-length: +2")}{}`, ["400"], 0],
  ["a negative length", `${head("content-length: -1")}{}`, ["400"], 0],
  ["a folded header", sized("x-a: b", " transfer-encoding: chunked"), ["200"], 1],
  ["a NUL in a header", sized("x-a: b\0c"), ["400"], 0],
  [
    "a pull as an absolute URI",
    PULL.replace("/api/pull", "http://a/api/pull").replace(
      "host: a\r\n",
      `host: a\r\n${KEY}connection: close\r\n`,
    ),
    ["404 unknown_url"],
    0,
  ],
  [
    "a pull behind a good request",
    `${sized().replace("connection: close\r\n", "")}${PULL.replace("host: a\r\n", `host: a\r\n${KEY}connection: close\r\n`)}`,
    ["200", "404 unknown_url"],
    1,
  ],
  ["100 MB", head("content-length: 104857600"), ["413 request_too_large"], 0],
  ["100 headers", sized(...Array.from({ length: 100 }, (_, index) => `x-${index}: a`)), ["400"], 0],
  ["300 KB of one header", sized(`x-a: ${"b".repeat(300_000)}`), ["400"], 0],
  ["no HTTP", "\x16\x03\x01 hello\r\n\r\n", ["400"], 0],
  ["HTTP/2 without having agreed on it", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ["400 bad_request", "400"], 0],
  ["an upgrade to HTTP/2", sized("upgrade: h2c", "http2-settings: AAMAAABkAAQCAAAAAAIAAAAA"), ["200"], 1],
];

/** What newer versions answer instead. */
export const NEWER: readonly { readonly what: string; readonly from: string; readonly answer: string }[] = [
  { what: "300 KB of one header", from: "3.4", answer: "431" },
  { what: "HTTP/2 without having agreed on it", from: "3.4", answer: "405" },
];

/** What the HAProxy of this machine answers. */
export function answerHere(what: string, expected: readonly string[]): readonly string[] {
  const newer = NEWER.find((one) => one.what === what && isFrom(one.from));
  return newer === undefined ? expected : [newer.answer];
}
