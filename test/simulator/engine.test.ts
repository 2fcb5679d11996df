import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request, type Server } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Engine } from "../../simulator/engine/ollama/engine.ts";
import { serve } from "../../simulator/engine/ollama/serve.ts";
import { type Environment, settingsOf } from "../../simulator/engine/ollama/settings.ts";
import { freePorts } from "../../simulator/ports.ts";
import { Registry } from "../../simulator/registry/registry.ts";
import { close } from "../../simulator/server.ts";
import { digestOf } from "../../src/model/digest.ts";
import { eventually } from "../eventually.ts";

const CURVE = { prefillTokensPerSecond: 20_000, decodeTokensPerSecond: 2000, loadMilliseconds: 1 };
const directory = mkdtempSync("/tmp/espalier-engine-");
const servers: Server[] = [];
let registry: Registry;

/** An engine with its own port and environment. */
async function started(
  env: Environment = {},
  curve: object = CURVE,
): Promise<{ readonly url: string; readonly engine: Engine }> {
  const [port = 0] = await freePorts(1);
  const release = mkdtempSync(join(directory, "release-"));
  writeFileSync(join(release, "llama-server"), "");
  writeFileSync(join(release, "curve.json"), JSON.stringify(curve));
  const settings = settingsOf(
    {
      OLLAMA_HOST: `127.0.0.1:${port}`,
      OLLAMA_MODELS: join(directory, "models"),
      OLLAMA_KEEP_ALIVE: "-1",
      ...env,
    },
    directory,
  );
  const engine = new Engine({ version: "0.35.1", settings, release, state: undefined });
  servers.push(await serve(engine));
  return { url: `http://127.0.0.1:${port}`, engine };
}

let url: string;
let qwen: string;
const post = (path: string, body: unknown, base = url): Promise<Response> =>
  fetch(`${base}${path}`, { method: "POST", body: JSON.stringify(body) });
const lines = async (reply: Response): Promise<Record<string, unknown>[]> =>
  (await reply.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

beforeAll(async () => {
  const [port = 0] = await freePorts(1);
  registry = await Registry.start(port);
  qwen = `127.0.0.1:${port}/library/qwen3:4b`;
  ({ url } = await started());
});
afterAll(async () => {
  await Promise.all([...servers.map(close), registry.stop()]);
  rmSync(directory, { recursive: true });
});

describe("pulling", () => {
  test("says what it does in Ollama's order and ends with success", async () => {
    const said = (await lines(await post("/api/pull", { model: qwen }))).map(({ status }) => status);
    expect(said[0]).toBe("pulling manifest");
    expect(said.filter((status) => /^pulling [0-9a-f]{12}$/.test(String(status)))).toHaveLength(8);
    expect(said.slice(-3)).toEqual(["verifying sha256 digest", "writing manifest", "success"]);
  });

  test("keeps the manifest's bytes where Ollama keeps them; their sha256 is the digest of /api/tags", async () => {
    const [host = ""] = qwen.split("/");
    const bytes = readFileSync(join(directory, "models/manifests", host, "library/qwen3/4b"));
    const { models } = (await (await fetch(`${url}/api/tags`)).json()) as {
      models: Record<string, unknown>[];
    };
    expect(models).toHaveLength(1);
    expect(models[0]).toMatchObject({
      name: qwen,
      model: qwen,
      digest: digestOf(bytes).slice("sha256:".length),
      details: { format: "gguf", family: "qwen3", parameter_size: "4.0B", quantization_level: "Q4_K_M" },
    });
  });

  test("tells an unknown model as a line", async () => {
    const said = await lines(await post("/api/pull", { model: qwen.replace("qwen3", "none") }));
    expect(said.at(-1)).toEqual({ error: "pull model manifest: file does not exist" });
  });

  test("refuses a digest as a name", async () => {
    expect((await post("/api/pull", { model: "qwen3@sha256:00" })).status).toBe(400);
  });
});

describe("making a model of a file", () => {
  const data = Buffer.from("GGUF and so on");
  const blob = (digest: string) => fetch(`${url}/api/blobs/${digest}`, { method: "POST", body: data });
  const make = (files: object) => post("/api/create", { model: "own", files, stream: false });

  test("takes a blob under its own digest only", async () => {
    expect((await blob(digestOf("other"))).status).toBe(400);
    expect((await blob(digestOf(data))).status).toBe(201);
    expect((await fetch(`${url}/api/blobs/${digestOf(data)}`, { method: "HEAD" })).status).toBe(200);
    expect((await fetch(`${url}/api/blobs/${digestOf("other")}`, { method: "HEAD" })).status).toBe(404);
  });

  test("gives it a digest, and generates with it", async () => {
    expect((await make({ "x.gguf": digestOf("other") })).status).toBe(400);
    expect(await (await make({ "x.gguf": digestOf(data) })).json()).toEqual({ status: "success" });
    const body = { model: "own", prompt: "x", stream: false, options: { num_predict: 1 } };
    expect(await (await post("/api/generate", body)).json()).toMatchObject({ response: "An" });
    expect((await fetch(`${url}/api/delete`, { method: "DELETE", body: '{"model":"own"}' })).status).toBe(
      200,
    );
  });
});

describe("answers that never change", () => {
  const rows: readonly (readonly [string, string, RequestInit, number, string])[] = [
    ["the root says that it runs", "/", {}, 200, "Ollama is running"],
    ["the version is JSON", "/api/version", {}, 200, '{"version":"0.35.1"}'],
    [
      "a model that is not there",
      "/api/generate",
      { method: "POST", body: '{"model":"none"}' },
      404,
      `{"error":"model 'none' not found"}`,
    ],
    [
      "the same in OpenAI's words",
      "/v1/chat/completions",
      { method: "POST", body: '{"model":"none","messages":[{"role":"user","content":"x"}]}' },
      404,
      `{"error":{"message":"model 'none' not found","type":"not_found_error","param":null,"code":null}}`,
    ],
    [
      "no messages are a bad request",
      "/v1/chat/completions",
      { method: "POST", body: '{"model":"none","messages":[]}' },
      400,
      `{"error":{"message":"[] is too short - 'messages'","type":"invalid_request_error","param":null,"code":null}}`,
    ],
    ["deleting is DELETE", "/api/delete", { method: "POST", body: "{}" }, 405, "405 method not allowed"],
    ["an unknown path", "/api/none", {}, 404, "404 page not found"],
    ["a body is wanted", "/api/show", { method: "POST" }, 400, '{"error":"missing request body"}'],
  ];
  test.each(rows)("%s", async (_sentence, path, init, status, text) => {
    const reply = await fetch(`${url}${path}`, init);
    expect({ status: reply.status, text: await reply.text() }).toEqual({ status, text });
  });

  test("a stranger's Host header is refused", async () => {
    const status = await new Promise((resolve, reject) => {
      const asking = request(`${url}/api/tags`, { headers: { host: "evil.example" } }, (reply) => {
        reply.resume();
        resolve(reply.statusCode);
      });
      asking.once("error", reject).end();
    });
    expect(status).toBe(403);
  });
});

describe("generating", () => {
  test("the full name and the short name find the model", async () => {
    for (const model of [qwen, "qwen3:4b"]) {
      const reply = await post("/api/generate", {
        model,
        prompt: "ping",
        stream: false,
        options: { num_predict: 1 },
      });
      expect(await reply.json()).toMatchObject({
        model,
        response: "An",
        done: true,
        done_reason: "length",
        eval_count: 1,
      });
    }
  });

  test("without a prompt it loads, and /api/ps shows it; with keep_alive 0 it unloads", async () => {
    const resident = async () =>
      ((await (await fetch(`${url}/api/ps`)).json()) as { models: Record<string, unknown>[] }).models;
    expect(await (await post("/api/generate", { model: qwen, keep_alive: -1 })).json()).toMatchObject({
      done_reason: "load",
    });
    const [shown] = await resident();
    expect(shown).toMatchObject({ name: qwen, context_length: 262_144 });
    expect(shown?.["size_vram"]).toBe(shown?.["size"]);
    expect(await (await post("/api/generate", { model: qwen, keep_alive: 0 })).json()).toMatchObject({
      done_reason: "unload",
    });
    expect(await resident()).toEqual([]);
  });

  test("a vector brings its model into memory for as long as it asks", async () => {
    const resident = async () =>
      ((await (await fetch(`${url}/api/ps`)).json()) as { models: Record<string, unknown>[] }).models;
    const embed = async (keep_alive: number) =>
      (await post("/api/embed", { model: qwen, input: ["ping", "pong"], keep_alive })).json();
    expect(await embed(-1)).toMatchObject({
      embeddings: [expect.any(Array), expect.any(Array)],
      prompt_eval_count: 2,
    });
    expect(await resident()).toMatchObject([{ name: qwen, expires_at: "2318-01-01T00:00:00.000Z" }]);
    await embed(0);
    expect(await resident()).toEqual([]);
  });

  describe("a model that embeds", () => {
    let nomic: string;
    beforeAll(async () => {
      nomic = qwen.replace("qwen3:4b", "nomic-embed-text:v1.5");
      await (await post("/api/pull", { model: nomic, stream: false })).text();
    });

    test("says so, by its file", async () => {
      const told = await (await post("/api/show", { model: nomic })).json();
      expect(told).toMatchObject({ capabilities: ["embedding"] });
    });

    test.each([
      ["/api/generate", { prompt: "ping" }, { error: '"NAME" does not support generate' }],
      [
        "/api/chat",
        { messages: [{ role: "user", content: "ping" }] },
        { error: '"NAME" does not support chat' },
      ],
      ["/v1/completions", { prompt: "ping" }, { error: { message: '"NAME" does not support generate' } }],
      [
        "/v1/chat/completions",
        { messages: [{ role: "user", content: "ping" }] },
        { error: { message: '"NAME" does not support chat' } },
      ],
    ])("refuses %s", async (path, body, said) => {
      const answer = await post(path, { ...body, model: nomic, stream: false });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject(JSON.parse(JSON.stringify(said).replace("NAME", nomic)));
    });

    test("leaves memory by the page that generates, as any model does", async () => {
      await (await post("/api/embed", { model: nomic, input: "ping", keep_alive: -1 })).text();
      const answer = await post("/api/generate", { model: nomic, keep_alive: 0 });
      expect(await answer.json()).toMatchObject({ done: true, done_reason: "unload" });
      const { models } = (await (await fetch(`${url}/api/ps`)).json()) as { models: { name: string }[] };
      expect(models.map(({ name }) => name)).not.toContain(nomic);
    });

    test("gives one vector by the older page", async () => {
      const answer = await post("/api/embeddings", { model: nomic, prompt: "ping" });
      expect(await answer.json()).toEqual({ embedding: expect.arrayContaining([expect.any(Number)]) });
    });
  });

  test("the native stream is one JSON object a line, the last one done", async () => {
    const said = await lines(
      await post("/api/chat", {
        model: qwen,
        messages: [{ role: "user", content: "hi" }],
        options: { num_predict: 3 },
      }),
    );
    expect(said.map(({ done }) => done)).toEqual([false, false, false, true]);
    expect(said[0]?.["message"]).toEqual({ role: "assistant", content: "An" });
  });

  const events = async (body: object): Promise<string[]> =>
    (
      await (
        await post("/v1/chat/completions", {
          model: qwen,
          messages: [{ role: "user", content: "hi" }],
          stream: true,
          max_tokens: 2,
          ...body,
        })
      ).text()
    )
      .trim()
      .split("\n\n");

  test("the OpenAI stream ends with [DONE] and has no usage unless it is asked for", async () => {
    const said = await events({});
    expect(said.at(-1)).toBe("data: [DONE]");
    expect(said.join()).not.toContain("usage");
    expect(said).toHaveLength(4);
    expect(JSON.parse(said[0]?.slice(6) ?? "")).toMatchObject({
      object: "chat.completion.chunk",
      system_fingerprint: "fp_ollama",
      choices: [{ index: 0, delta: { role: "assistant", content: "An" }, finish_reason: null }],
    });
    expect(said[2]).toContain('"finish_reason":"length"');
  });

  test("usage is one more chunk without choices", async () => {
    const said = await events({ stream_options: { include_usage: true } });
    expect(JSON.parse(said.at(-2)?.slice(6) ?? "")).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    });
  });

  test("/v1/models lists names without digests", async () => {
    const text = await (await fetch(`${url}/v1/models`)).text();
    expect(text).toContain(`"id":"${qwen}"`);
    expect(text).not.toContain("digest");
  });

  test("a model whose blob is missing does not load", async () => {
    const models = join(directory, "broken");
    const broken = await started({ OLLAMA_MODELS: models });
    await (await post("/api/pull", { model: qwen, stream: false }, broken.url)).json();
    const [installed] = broken.engine.store.list();
    rmSync(broken.engine.store.blobPath(installed?.layers[1]?.digest ?? ""));
    expect((await post("/api/generate", { model: qwen, prompt: "x" }, broken.url)).status).toBe(500);
  });
});

test("a release without llama-server beside it loads nothing", async () => {
  const { engine, url: base } = await started();
  const partial = new Engine({
    version: "0.35.1",
    settings: { ...engine.settings, port: (await freePorts(1))[0] ?? 0 },
    release: "/none",
    state: undefined,
  });
  servers.push(await serve(partial));
  const reply = await post(
    "/api/generate",
    { model: qwen, prompt: "x" },
    base.replace(/\d+$/, String(partial.settings.port)),
  );
  expect({ status: reply.status, body: await reply.json() }).toEqual({
    status: 500,
    body: { error: "llama-server binary not found" },
  });
});

test("a model of safetensors is served by the MLX runner: one stream, whatever OLLAMA_NUM_PARALLEL says", async () => {
  const { url: base, engine } = await started({ OLLAMA_NUM_PARALLEL: "4" });
  const mlx = `${qwen}-mlx`;
  await (await post("/api/pull", { model: mlx, stream: false }, base)).text();
  await post("/api/generate", { model: mlx }, base);
  expect(engine.loaded.map(({ slots, model }) => [model.details.format, slots.size])).toEqual([
    ["safetensors", 1],
  ]);
  await fetch(`${base}/api/delete`, { method: "DELETE", body: JSON.stringify({ model: mlx }) });
});

describe("overload", () => {
  const open = (
    base: string,
  ): Promise<{ readonly reply: Promise<IncomingMessage>; readonly cut: () => void }> =>
    new Promise((resolve) => {
      const asking = request(`${base}/v1/chat/completions`, { method: "POST", agent: false });
      const reply = new Promise<IncomingMessage>((answered, failed) => {
        asking.once("response", answered).once("error", failed);
      });
      reply.catch(() => undefined);
      asking.end(
        JSON.stringify({ model: qwen, messages: [{ role: "user", content: "x" }], stream: true }),
        () => resolve({ reply, cut: () => asking.destroy() }),
      );
    });
  /** Answers that last long enough to be seen on a busy machine. */
  const LASTING = { ...CURVE, decodeTokensPerSecond: 150 };
  const slots = (engine: Engine) => engine.loaded[0]?.slots;

  test("of a loaded model is an unbounded wait: stream k + 1 waits for one of k slots", async () => {
    const { url: base, engine } = await started({ OLLAMA_NUM_PARALLEL: "2", OLLAMA_MAX_QUEUE: "1" }, LASTING);
    await post("/api/generate", { model: qwen }, base);
    const streams = await Promise.all(Array.from({ length: 7 }, () => open(base)));
    await eventually("two run and five wait", () => {
      const now = slots(engine);
      return now?.busy === 2 && now.waiting === 5;
    });
    const replies = await Promise.all(streams.map(({ reply }) => reply));
    expect(replies.map(({ statusCode }) => statusCode)).toEqual(Array(7).fill(200));
    for (const reply of replies) reply.resume();
    await eventually("nothing runs", () => slots(engine)?.busy === 0);
  });

  test("a client that goes away gives its slot or its place back", async () => {
    const { url: base, engine } = await started({ OLLAMA_NUM_PARALLEL: "1" }, LASTING);
    await post("/api/generate", { model: qwen }, base);
    const first = await open(base);
    const second = await open(base);
    await eventually("one runs and one waits", () => {
      const now = slots(engine);
      return now?.busy === 1 && now.waiting === 1;
    });
    second.cut();
    first.cut();
    await eventually("nothing runs or waits", () => {
      const now = slots(engine);
      return now?.busy === 0 && now.waiting === 0;
    });
  });

  test("of loads is 503 in Ollama's words, two spaces and all", async () => {
    const { url: base, engine } = await started({ OLLAMA_MAX_QUEUE: "0" });
    mkdirSync(join(directory, "models"), { recursive: true });
    Object.defineProperty(engine.curve, "now", { get: () => ({ loadMilliseconds: 300 }) });
    const first = post("/api/generate", { model: qwen }, base);
    const refused = await eventually("one is refused", async () => {
      const reply = await post("/api/generate", { model: qwen }, base);
      return reply.status === 503 && reply;
    });
    expect(await refused.json()).toEqual({
      error: "server busy, please try again.  maximum pending requests exceeded",
    });
    await first;
  });
});
