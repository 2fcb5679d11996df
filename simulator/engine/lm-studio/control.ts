import type { Server } from "node:http";
import { type Exchange, listen, objectOf, type Routes, sendJson, textOf } from "../http.ts";
import type { Backend, Instance } from "./backend.ts";
import { downloaded } from "./model-folder.ts";
import { serve } from "./serve.ts";

/** What `lms` asks of the backend: over a loopback port that the backend draws. */
class Control {
  readonly #backend: Backend;
  #server: Server | undefined;
  #port = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get status(): { readonly running: boolean; readonly port: number } {
    return { running: this.#server !== undefined, port: this.#port };
  }

  /** Opens the HTTP server; one that is open stays as it is. */
  async open(host: string, port: number): Promise<void> {
    if (this.#server !== undefined) return;
    this.#server = await serve(this.#backend, host, port);
    this.#port = port;
    this.#backend.home.lastPort = port;
  }

  /** Frees the port and cuts what runs; models stay in memory. */
  close(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
    this.#server = undefined;
  }
}

/** A model that still loads is idle here, too. */
const psOf = ({ identifier, model, slots, context, ttl }: Instance) => ({
  type: model.type,
  modelKey: model.key,
  format: model.format,
  path: model.path,
  indexedModelIdentifier: model.path,
  identifier,
  sizeBytes: model.bytes,
  contextLength: context,
  status: slots.busy > 0 ? "generating" : "idle",
  queued: slots.waiting,
  parallel: slots.size,
  ttlMs: ttl ?? null,
});

async function load({ engine, request, response }: Exchange<Backend>): Promise<void> {
  const body = await objectOf(request);
  const number = (key: string) => (typeof body[key] === "number" ? { [key]: body[key] } : {});
  const instance = await engine.load({
    model: textOf(body["model"]),
    ...(body["identifier"] === undefined ? {} : { identifier: textOf(body["identifier"]) }),
    ...number("context"),
    ...number("parallel"),
    ...number("ttl"),
  });
  sendJson(response, 200, psOf(instance));
}

async function unload({ engine, request, response }: Exchange<Backend>): Promise<void> {
  const { identifier, all } = await objectOf(request);
  const names = all === true ? engine.instances.map((one) => one.identifier) : [textOf(identifier)];
  sendJson(response, 200, { unloaded: names.filter((name) => engine.unload(name)) });
}

const routesOf = (control: Control): Routes<Backend> => ({
  "/version": { GET: ({ engine, response }) => sendJson(response, 200, { version: engine.version }) },
  "/ls": { GET: ({ engine, response }) => sendJson(response, 200, downloaded(engine.home.models)) },
  "/ps": { GET: ({ engine, response }) => sendJson(response, 200, engine.instances.map(psOf)) },
  "/load": { POST: load },
  "/unload": { POST: unload },
  "/server": {
    GET: ({ response }) => sendJson(response, 200, control.status),
    POST: async ({ request, response }) => {
      const { host, port } = await objectOf(request);
      await control.open(textOf(host), Number(port));
      sendJson(response, 200, control.status);
    },
    DELETE: ({ response }) => {
      control.close();
      sendJson(response, 200, control.status);
    },
  },
  "/down": {
    POST: ({ response }) => {
      response.once("close", () => process.exit(0));
      sendJson(response, 200, {});
    },
  },
});

/** Listens for `lms`. Returns the port. */
export async function listenForLms(backend: Backend): Promise<number> {
  const server = await listen(
    {
      engine: backend,
      curve: backend.curve,
      routes: routesOf(new Control(backend)),
      tell: ({ response }, { status, message }) => sendJson(response, status, { error: message }),
      missing: ({ response }) => sendJson(response, 404, { error: "unknown" }),
      after: () => backend.publish(),
    },
    "127.0.0.1",
    0,
  );
  return (server.address() as { readonly port: number }).port;
}
