import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Engine } from "./engine.ts";
import { NATIVE } from "./native.ts";
import { OPENAI } from "./openai.ts";
import { Problem } from "./problem.ts";
import { PULL } from "./pull.ts";
import { type Exchange, type Route, type Routes, sendJson } from "./routes.ts";

const ROUTES: Routes = { ...NATIVE, ...PULL, ...OPENAI };

/** Loopback, private addresses and local names; anything else is somebody's DNS trick. */
const ALLOWED_HOST =
  /^(localhost|.+\.(localhost|local|internal)|127\.[\d.]+|10\.[\d.]+|192\.168\.[\d.]+|172\.(1[6-9]|2\d|3[01])\.[\d.]+|\[::1\])(:\d+)?$/i;

const OPENAI_TYPES: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  404: "not_found_error",
};

/** The same error in the shape of the API that was asked. */
function tell(response: ServerResponse, path: string, { status, message }: Problem): void {
  const error = path.startsWith("/v1/")
    ? { message, type: OPENAI_TYPES[status] ?? "api_error", param: null, code: null }
    : message;
  sendJson(response, status, { error });
}

/** The route for the request, or the plain refusal when there is none. */
function routeOf(path: string, method: string): Route | readonly [number, string] {
  const methods = ROUTES[path];
  if (methods === undefined) return [404, "404 page not found"];
  return methods[method] ?? [405, "405 method not allowed"];
}

async function attempt(route: Route, exchange: Exchange, path: string): Promise<void> {
  const { response, signal, engine } = exchange;
  try {
    await route(exchange);
  } catch (cause) {
    if (signal.aborted) return;
    const problem = cause instanceof Problem ? cause : new Problem(500, String(cause));
    if (response.headersSent) response.destroy();
    else tell(response, path, problem);
  } finally {
    engine.publish();
  }
}

async function answer(engine: Engine, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  // A hung engine accepts and is silent; the request stays open until its client gives up.
  if (engine.curve.now.hang === true) return;
  if (!ALLOWED_HOST.test(request.headers.host ?? "localhost")) {
    response.writeHead(403).end();
    return;
  }
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  const route = routeOf(path, request.method ?? "GET");
  if (typeof route === "function")
    return attempt(route, { engine, request, response, signal: gone.signal }, path);
  const [status, text] = route;
  response.writeHead(status, { "content-type": "text/plain" }).end(text);
}

/** Listens where OLLAMA_HOST says; rejects when the address is taken. */
export function serve(engine: Engine): Promise<Server> {
  const server = createServer((request, response) => void answer(engine, request, response));
  server.keepAliveTimeout = 120_000;
  const { host, port } = engine.settings;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve(server));
  });
}
