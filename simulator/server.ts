import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Failure } from "../src/model/failure.ts";

/** Answers one request; a rejection becomes a 500 with its message. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(value));
}

const taken = (address: number | string): Failure =>
  new Failure({
    code: "port-taken",
    subject: String(address),
    saw: "something else listens there",
    hint: "end it, or start the pool in another directory so that it draws other ports",
  });

/** An HTTP server on a loopback port or a unix socket. */
export function listen(address: number | string, answer: Answer): Promise<Server> {
  const server = createServer((request, response) => {
    Promise.resolve()
      .then(() => answer(request, response))
      .catch((cause: unknown) => {
        if (!response.headersSent) sendJson(response, 500, { error: String(cause) });
        else response.destroy();
      });
  });
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      reject(cause.code === "EADDRINUSE" ? taken(address) : cause);
    });
    const done = () => resolve(server);
    if (typeof address === "string") server.listen(address, done);
    else server.listen(address, "127.0.0.1", done);
  });
}

/** Ends `server` with every connection it has. */
export const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
