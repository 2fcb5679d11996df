import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import { request } from "node:https";
import { KEYS } from "../wish.ts";
import type { RunningProxy } from "./running-proxy.ts";

/** Where a client asks: the edge of a host, or a gateway. */
export interface Door {
  readonly wish: { readonly gateway: RunningProxy["wish"]["gateway"] };
  readonly ca: string;
}

/** One request as a test writes it; by default a good chat request in the interactive lane. */
export interface Ask {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The API key for `Authorization: Bearer`; empty for none. */
  readonly key?: string;
  readonly body?: string;
  /** The certificate that the client shows, with its key. */
  readonly client?: { readonly cert: string; readonly key: string };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** `error.code` of a refusal; empty when there is none. */
  readonly code: string;
}

export const CHAT = JSON.stringify({ model: "qwen3:4b", stream: true, messages: [] });

/** Sends the request; the promise is for the head of the answer. */
export function send(proxy: Door, ask: Ask): { request: ClientRequest; head: Promise<IncomingMessage> } {
  const { method = "POST", path = "/v1/chat/completions", key = KEYS.chat, body = CHAT } = ask;
  const length = ask.headers?.["transfer-encoding"] === undefined && method === "POST";
  const headers = {
    ...(key === "" ? {} : { authorization: `Bearer ${key}` }),
    ...(length ? { "content-length": String(Buffer.byteLength(body)) } : {}),
    ...ask.headers,
  };
  const { port } = proxy.wish.gateway;
  const outgoing = request({
    host: "127.0.0.1",
    port,
    servername: "localhost",
    ca: proxy.ca,
    ...ask.client,
    agent: false,
    method,
    path,
    headers,
  });
  const head = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once("response", resolve).once("error", reject);
  });
  outgoing.end(method === "POST" ? body : undefined);
  return { request: outgoing, head };
}

function codeOf(text: string): string {
  try {
    return String(JSON.parse(text)?.error?.code ?? "");
  } catch {
    return "";
  }
}

/** Sends the request and reads the whole answer. */
export async function ask(proxy: Door, wish: Ask = {}): Promise<Answer> {
  const response = await send(proxy, wish).head;
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, text, code: codeOf(text) };
}
