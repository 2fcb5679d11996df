import { createServer as createPlain, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTls } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";

/** Which request of a climb the server sees, read from the nonce at the head of its prompt. */
export interface Asked {
  readonly purpose: "warm" | "measure";
  readonly rung: number;
  readonly index: number;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly authorization: string;
}

/** What the server does, in order: wait, write, then end as told. */
export interface Play {
  readonly status?: number;
  readonly type?: string;
  readonly writes: readonly (number | string | Buffer)[];
  readonly headers?: Readonly<Record<string, string>>;
  /** `cut` breaks the connection, `hang` never ends it. */
  readonly finish: "end" | "cut" | "hang";
}

export interface ChatServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  readonly connections: () => number;
  readonly close: () => void;
}

export const event = (data: unknown): string =>
  `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
export const delta = (content: object): string => event({ choices: [{ index: 0, delta: content }] });
export const ROLE = delta({ role: "assistant", content: "" });
export const TOKEN = delta({ content: "pear" });
export const USAGE = event({ choices: [], usage: { prompt_tokens: 64, completion_tokens: 4 } });
export const DONE = event("[DONE]");

/** A healthy answer: the role at once, the first of four tokens after `wait` ms, then one every 5 ms. */
export const healthy = (wait = 20): Play => ({
  writes: [ROLE, wait, TOKEN, 5, TOKEN, 5, TOKEN, 5, TOKEN, USAGE, DONE],
  finish: "end",
});

/** Starts a server on loopback that plays what `script` says; with `tls` it speaks https. */
export async function chatServer(
  script: (asked: Asked) => Play,
  tls?: { readonly key: string; readonly cert: string },
): Promise<ChatServer> {
  const asked: Asked[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== "POST") return void response.end();
    const seen = read(request, await text(request));
    asked.push(seen);
    await play(script(seen), response);
  };
  const listen = (request: IncomingMessage, response: ServerResponse) => void answer(request, response);
  const server = tls === undefined ? createPlain(listen) : createTls(tls, listen);
  let connections = 0;
  server.on(tls === undefined ? "connection" : "secureConnection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    asked,
    connections: () => connections,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function read({ url = "", headers }: IncomingMessage, text: string): Asked {
  const body = JSON.parse(text);
  const [, purpose, rung, index] =
    /^\S+-(warm|measure)-(\d+)-(\d+) /.exec(body.messages?.[0].content ?? body.prompt ?? body.input) ?? [];
  return {
    purpose: purpose as Asked["purpose"],
    rung: Number(rung),
    index: Number(index),
    body,
    path: url,
    authorization: headers.authorization ?? "",
  };
}

async function play(
  { status = 200, type = "text/event-stream", headers, writes, finish }: Play,
  response: ServerResponse,
) {
  response.writeHead(status, { "content-type": type, ...headers });
  // Who cuts before a word was said sends no headers either.
  if (writes.length > 0 || finish !== "cut") response.flushHeaders();
  for (const write of writes) {
    if (typeof write === "number") await pause(write);
    else response.write(write);
  }
  if (finish === "end") response.end();
  if (finish === "cut") response.destroy();
}
