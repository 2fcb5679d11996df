import { readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import type { SimulatedGateway, SimulatedHost, SimulatedPool } from "../../simulator/pool.ts";

/** The keys of the embedded pool: a person's and the ladder's. */
export const keyOf = ({ dir }: SimulatedPool, name: "web-1" | "ladder"): string =>
  readFileSync(join(dir, "keys", `${name}.key`), "utf8");

/** What came back; `status` 0 when nothing did. */
export interface Answered {
  readonly status: number;
  readonly text: string;
  /** Who answered behind a gateway. */
  readonly by?: string;
}

/** A request under way. */
export interface Asking {
  /** Resolves with the first piece of the answer. */
  readonly begun: Promise<void>;
  readonly answered: Promise<Answered>;
  /** Goes away before the end, as a client does that is closed. */
  readonly leave: () => void;
}

interface Chat {
  readonly key: string;
  readonly tokens: number;
  /** As its clients write it; default: the one of Ollama. */
  readonly model?: string;
}

/** What Ollama calls the model of the embedded pool. */
export const ollamaModel = ({ registryUrl }: SimulatedPool): string =>
  `${new URL(registryUrl).host}/library/qwen3:4b`;

/** Where clients ask, the certificate they trust there, and the one that they show. */
export type Door = Pick<SimulatedHost, "gatewayPort" | "root"> & {
  readonly certificate?: string;
  readonly client?: { readonly cert: string; readonly key: string };
};

/** The door of a gateway of the pool. */
export const poolDoor = ({ root, gatewayPort }: SimulatedGateway): Door => ({
  root,
  gatewayPort,
  certificate: join(root, "opt/espalier-gateway/tls/cert.pem"),
});

/** Streams a chat through a host or a gateway, as a client does: TLS with its own certificate, a key of a lane. */
export function chat(pool: SimulatedPool, door: Door, wish: Chat): Asking {
  const { key, tokens, model = ollamaModel(pool) } = wish;
  const messages = [{ role: "user", content: "tell me of espaliers" }];
  const body = { model, stream: true, max_tokens: tokens, messages };
  return asking(door, { path: "/v1/chat/completions", key, body });
}

/** Asks for the vector of a text in the same way. */
export const vector = (pool: SimulatedPool, door: Door, model: string): Promise<Answered> =>
  asking(door, {
    path: "/v1/embeddings",
    key: keyOf(pool, "web-1"),
    body: { model, input: "tell me of espaliers" },
  }).answered;

interface Sent {
  readonly path: string;
  readonly key: string;
  readonly body: object;
}

function asking(door: Door, { path, key, body: content }: Sent): Asking {
  const body = JSON.stringify(content);
  let begin: () => void = () => undefined;
  let leave: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const answered = new Promise<Answered>((resolve) => {
    const asking = request({
      host: "127.0.0.1",
      port: door.gatewayPort,
      servername: "localhost",
      ca: readFileSync(door.certificate ?? join(door.root, "opt/espalier/tls/cert.pem")),
      ...door.client,
      path,
      method: "POST",
      agent: false,
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
      },
    });
    leave = () => asking.destroy();
    let text = "";
    const end = (status: number, by?: string): void =>
      resolve({ status, text, ...(by !== undefined && { by }) });
    asking.once("error", () => end(0));
    asking.once("response", (reply) => {
      reply.setEncoding("utf8");
      reply.on("data", (part: string) => {
        text += part;
        begin();
      });
      reply.once("error", () => end(0));
      reply.once("end", () => end(reply.statusCode ?? 0, reply.headers["x-espalier-host"]?.toString()));
    });
    asking.end(body);
  });
  void answered.then(begin);
  return { begun, answered, leave: () => leave() };
}
