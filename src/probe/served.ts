import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { json, list, record } from "./json.ts";
import type { ClientData } from "./message.ts";

/** Who is asked, and how it is trusted. */
export type Server = Pick<ClientData, "config" | "ca">;

/** A server that does not say by then who it is says nothing, ms. */
const PATIENCE_MS = 3000;

type Json = Readonly<Record<string, unknown>>;

/** What each page of an engine tells of the one that serves the model: Ollama, llama-server, LM Studio. */
const PAGES: readonly (readonly [string, (page: Json, model: string) => Json])[] = [
  ["/api/version", ({ version }) => ({ version })],
  ["/api/ps", (page, model) => resident(list(page["models"]), model)],
  [
    "/props",
    ({ total_slots: slots, model_path: file, build_info: build }) => ({ slots, "model file": file, build }),
  ],
  ["/api/v0/models", (page, model) => loaded(list(page["data"]), model)],
];

/** What a server says of itself, as far as it does: its version, the digest of the model in memory, its slots. Never rejects. */
export async function served(server: Server): Promise<Readonly<Record<string, string>>> {
  const told = await Promise.all(
    PAGES.map(async ([path, read]) => read(await page(server, path), server.config.model)),
  );
  const facts = told.flatMap((one) => Object.entries(one));
  return Object.fromEntries(
    facts.flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" ? [[name, String(value)]] : [],
    ),
  );
}

function resident(models: readonly unknown[], model: string): Json {
  const mine = models.map(record).find((one) => one?.["name"] === model || one?.["model"] === model);
  return { "model digest": mine?.["digest"], "context length": mine?.["context_length"] };
}

function loaded(models: readonly unknown[], model: string): Json {
  const mine = models.map(record).find((one) => one?.["id"] === model);
  return { quantization: mine?.["quantization"], "context length": mine?.["loaded_context_length"] };
}

/** One page as JSON; an empty object where there is none. */
function page({ config, ca }: Server, path: string): Promise<Json> {
  const url = new URL(`${config.url.replace(/\/+$/, "")}${path}`);
  const trust = {
    ...(ca !== undefined && { ca }),
    ...(config.serverName !== undefined && { servername: config.serverName }),
  };
  const headers = { authorization: `Bearer ${config.apiKey}` };
  const options = { headers, timeout: PATIENCE_MS, rejectUnauthorized: true, ...trust };
  return new Promise((resolve) => {
    const request = (url.protocol === "https:" ? tlsRequest : plainRequest)(url, options, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (bytes: Buffer) => parts.push(bytes));
      response.on("end", () => resolve(json(Buffer.concat(parts).toString("utf8")) ?? {}));
      response.on("error", () => resolve({}));
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve({}));
    request.end();
  });
}
