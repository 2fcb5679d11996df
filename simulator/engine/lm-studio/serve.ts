import type { Server } from "node:http";
import { listen, sendJson } from "../http.ts";
import type { Backend } from "./backend.ts";
import { OPENAI } from "./openai.ts";
import { REST } from "./rest.ts";

const TYPES: Readonly<Record<number, string>> = { 404: "model_not_found" };

/** The HTTP server that `lms server start` opens. */
export const serve = (engine: Backend, host: string, port: number): Promise<Server> =>
  listen(
    {
      engine,
      curve: engine.curve,
      routes: { ...REST, ...OPENAI },
      tell: ({ response }, { status, message }) =>
        sendJson(response, status, {
          error: {
            message,
            type: "invalid_request_error",
            param: status === 404 ? "model" : null,
            code: TYPES[status] ?? null,
          },
        }),
      // It answers what it does not know with 200 all the same.
      missing: ({ response, request, path }) =>
        sendJson(response, 200, { error: `Unexpected endpoint or method. (${request.method} ${path})` }),
      after: () => engine.publish(),
    },
    host,
    port,
  );
