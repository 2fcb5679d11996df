import type { Server, ServerResponse } from "node:http";
import { listen, sendJson, sendText } from "../http.ts";
import { Problem } from "../problem.ts";
import { CREATE } from "./create.ts";
import { EMBED } from "./embed.ts";
import type { Engine } from "./engine.ts";
import { NATIVE } from "./native.ts";
import { OPENAI } from "./openai.ts";
import { PULL } from "./pull.ts";

const ROUTES = { ...NATIVE, ...PULL, ...EMBED, ...CREATE, ...OPENAI };

/** Loopback, private addresses and local names; anything else is somebody's DNS trick. */
const ALLOWED_HOST =
  /^(localhost|.+\.(localhost|local|internal)|127\.[\d.]+|10\.[\d.]+|192\.168\.[\d.]+|172\.(1[6-9]|2\d|3[01])\.[\d.]+|\[::1\])(:\d+)?$/i;

const OPENAI_TYPES: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  404: "not_found_error",
};

/** The same error in the shape of the API that was asked; a refused Host header is told nothing. */
function tell(response: ServerResponse, path: string, { status, message }: Problem): void {
  if (status === 403) {
    response.writeHead(403).end();
    return;
  }
  const error = path.startsWith("/v1/")
    ? { message, type: OPENAI_TYPES[status] ?? "api_error", param: null, code: null }
    : message;
  sendJson(response, status, { error });
}

/** Listens where OLLAMA_HOST says; rejects when the address is taken. */
export const serve = (engine: Engine): Promise<Server> =>
  listen(
    {
      engine,
      curve: engine.curve,
      routes: ROUTES,
      guard: ({ request }) => {
        if (!ALLOWED_HOST.test(request.headers.host ?? "localhost")) throw new Problem(403, "");
      },
      tell: ({ response, path }, problem) => tell(response, path, problem),
      missing: ({ response }, methods) =>
        methods.length === 0
          ? sendText(response, 404, "404 page not found")
          : sendText(response, 405, "405 method not allowed"),
      after: () => engine.publish(),
    },
    engine.settings.host,
    engine.settings.port,
  );
