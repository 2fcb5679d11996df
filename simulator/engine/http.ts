import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { LiveCurve } from "./curve.ts";
import { Problem } from "./problem.ts";

/** One request on its way through the engine `E`. */
export interface Exchange<E> {
  readonly engine: E;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Without the question mark and what follows it. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

export type Route<E> = (exchange: Exchange<E>) => Promise<void> | void;
/** Path -> method -> route; a path that ends with `*` stands for all that begin like it. */
export type Routes<E> = Readonly<Record<string, Readonly<Record<string, Route<E>>>>>;

/** What one kind of engine puts behind its port. */
export interface Service<E> {
  readonly engine: E;
  readonly curve: LiveCurve;
  readonly routes: Routes<E>;
  /** Looks at every request first; throws a Problem to refuse it. */
  readonly guard?: (exchange: Exchange<E>) => void;
  /** An error in the words of the engine's API. */
  readonly tell: (exchange: Exchange<E>, problem: Problem) => void;
  /** What it says when it has no such path, or the path no such method. */
  readonly missing: (exchange: Exchange<E>, methods: readonly string[]) => void;
  /** After every request: memory is published. */
  readonly after: () => void;
}

/** The JSON object a client sent. Throws a 400 Problem. */
export async function objectOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  if (parts.length === 0) throw new Problem(400, "missing request body");
  try {
    const value: unknown = JSON.parse(Buffer.concat(parts).toString("utf8"));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new Problem(400, "invalid character in request body");
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(value));
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(text);
}

export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

async function attempt<E>(service: Service<E>, exchange: Exchange<E>, route: Route<E>): Promise<void> {
  const { response, signal } = exchange;
  try {
    service.guard?.(exchange);
    await route(exchange);
  } catch (cause) {
    if (signal.aborted) return;
    const problem = cause instanceof Problem ? cause : new Problem(500, String(cause));
    if (response.headersSent) response.destroy();
    else service.tell(exchange, problem);
  } finally {
    service.after();
  }
}

const methodsOf = <E>(routes: Routes<E>, path: string): Routes<E>[string] =>
  routes[path] ?? routes[`${path.slice(0, path.lastIndexOf("/"))}/*`] ?? {};

async function answer<E>(
  service: Service<E>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  // A hung engine accepts and is silent; the request stays open until its client gives up.
  if (service.curve.now.hang === true) return;
  const { pathname: path, searchParams: query } = new URL(request.url ?? "/", "http://engine");
  const exchange = { engine: service.engine, request, response, path, query, signal: gone.signal };
  const methods = methodsOf(service.routes, path);
  const route = methods[request.method ?? "GET"];
  await attempt(service, exchange, route ?? (() => service.missing(exchange, Object.keys(methods))));
}

/** Listens on `host`:`port`; rejects when the address is taken. */
export function listen<E>(service: Service<E>, host: string, port: number): Promise<Server> {
  const server = createServer((request, response) => void answer(service, request, response));
  server.keepAliveTimeout = 120_000;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve(server));
  });
}
