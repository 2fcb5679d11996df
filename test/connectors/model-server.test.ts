import { afterEach, expect, test } from "vitest";
import { freePorts } from "../../simulator/ports.ts";
import { surveyServer } from "../../src/connectors/model-server.ts";
import { Secret } from "../../src/connectors/secret.ts";
import type { Api } from "../../src/model/api.ts";
import { type Web, web } from "../fakes/web.ts";

let server: Web | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const KEY = "sesame";

type Pages = Readonly<Record<string, unknown>>;

/** A server that answers with the page of the path, or with a status when the page is a number. */
async function surveyed(pages: Pages, key?: string, api?: Api) {
  server = await web((request, reply) => {
    const page = pages[request.url ?? ""] ?? 404;
    const refused = pages["key"] !== undefined && request.headers.authorization !== `Bearer ${KEY}`;
    const status = refused ? 401 : typeof page === "number" ? page : 200;
    reply.writeHead(status, { "content-type": "application/json" });
    reply.end(typeof page === "string" ? page : JSON.stringify(page));
  });
  return surveyServer({ url: server.url, key: key === undefined ? undefined : new Secret(key) }, api);
}

const OLLAMA: Pages = {
  "/api/version": { version: "0.35.1" },
  "/api/tags": {
    models: [
      { name: "qwen3:4b", digest: "ab12", capabilities: ["completion"] },
      { name: "nomic-embed:latest", digest: "cd34", capabilities: ["embedding"] },
      { name: "old:latest" },
    ],
  },
  "/api/ps": { models: [{ name: "old:latest" }] },
};

test("Ollama tells version, models and which are in memory; a model that only embeds is left out", async () => {
  expect(await surveyed(OLLAMA)).toEqual({
    engine: "ollama 0.35.1",
    api: "ollama-chat",
    models: [
      { name: "old:latest", isLoaded: true },
      { name: "qwen3:4b", isLoaded: false, digest: "ab12" },
    ],
  });
});

test("Ollama that shall embed tells what can embed", async () => {
  expect(await surveyed(OLLAMA, undefined, "ollama-embed")).toMatchObject({
    api: "ollama-embed",
    models: [
      { name: "old:latest", isLoaded: true },
      { name: "nomic-embed:latest", isLoaded: false, digest: "cd34" },
    ],
  });
});

test("LM Studio tells what is loaded, and is asked by its own API", async () => {
  const data = [
    { id: "google/gemma", type: "vlm", state: "not-loaded" },
    { id: "qwen/qwen3-4b", type: "llm", state: "loaded" },
    { id: "nomic", type: "embeddings", state: "not-loaded" },
  ];
  const pages = { "/api/v0/models": { object: "list", data }, "/v1/models": { data } };
  expect(await surveyed(pages)).toEqual({
    engine: "lm-studio",
    api: "lmstudio-chat",
    models: [
      { name: "qwen/qwen3-4b", isLoaded: true },
      { name: "google/gemma", isLoaded: false },
    ],
  });
});

test("any other server is asked for OpenAI's list", async () => {
  const pages = { "/api/tags": "<html>", "/v1/models": { data: [{ id: "mlx/qwen3" }, { object: "model" }] } };
  expect(await surveyed(pages)).toEqual({
    engine: "openai-compatible server",
    api: "openai-chat",
    models: [{ name: "mlx/qwen3", isLoaded: false }],
  });
});

test("the key is sent along", async () => {
  expect((await surveyed({ ...OLLAMA, key: true }, KEY)).models).toHaveLength(2);
});

test.each<[string, Pages, object]>([
  [
    "a server that wants a key",
    { key: true },
    { code: "key-refused", hint: expect.stringContaining("--key") },
  ],
  ["a server that is no model server", {}, { code: "server-unknown", saw: expect.stringContaining("404") }],
  [
    "a server that fails at everything",
    { "/api/tags": 500, "/v1/models": 500 },
    { code: "server-unknown", saw: expect.stringContaining("500") },
  ],
])("%s is a failure that says so", async (_, pages, failure) => {
  await expect(surveyed(pages)).rejects.toMatchObject(failure);
});

test("nobody at the address is a failure with the system's word for it", async () => {
  const [port] = await freePorts(1);
  await expect(surveyServer({ url: `http://127.0.0.1:${port}`, key: undefined })).rejects.toMatchObject({
    code: "server-silent",
    saw: "nothing answers there (ECONNREFUSED)",
  });
});
