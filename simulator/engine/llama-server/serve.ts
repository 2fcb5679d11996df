import type { Server } from "node:http";
import { type Exchange, listen, sendJson } from "../http.ts";
import { Problem } from "../problem.ts";
import { ROUTES } from "./routes.ts";
import type { LlamaServer } from "./server.ts";

const TYPES: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  404: "not_found_error",
  501: "not_supported_error",
  503: "unavailable_error",
};

const typeOf = ({ status, message }: Problem): string =>
  message.startsWith("the request exceeds") ? "exceed_context_size_error" : (TYPES[status] ?? "server_error");

/** Paths that want no key. */
const OPEN = ["/", "/health", "/v1/health", "/models", "/v1/models"];

function guard({ engine, request, path }: Exchange<LlamaServer>): void {
  const given = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
  if (engine.keys.length > 0 && !OPEN.includes(path) && !engine.keys.includes(given))
    throw new Problem(401, "Invalid API Key");
  if (!engine.isReady) throw new Problem(503, "Loading model");
}

/** Listens at once; until the model is loaded every answer is 503. */
export const serve = (engine: LlamaServer): Promise<Server> =>
  listen(
    {
      engine,
      curve: engine.curve,
      routes: ROUTES,
      guard,
      tell: ({ response }, problem) =>
        sendJson(response, problem.status, {
          error: { code: problem.status, message: problem.message, type: typeOf(problem) },
        }),
      missing: () => {
        throw new Problem(404, "File Not Found");
      },
      after: () => engine.memory.publish(),
    },
    engine.settings.host,
    engine.settings.port,
  );
