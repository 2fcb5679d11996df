import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePorts } from "../../simulator/ports.ts";
import { NOMIC } from "../../simulator/registry/nomic.ts";
import { publishedGguf } from "../../simulator/registry/published.ts";
import { tinyGguf } from "../../simulator/tiny/gguf.ts";
import { eventually } from "../eventually.ts";
import { chat, events, Place, post } from "./unpacked.ts";

const place = new Place();
let program: string;
let model: string;
let url: string;

beforeAll(async () => {
  program = join(place.unpack("llama-server", { decodeTokensPerSecond: 1000 }), "llama-server");
  model = join(place.root, "tiny.gguf");
  writeFileSync(model, tinyGguf(1));
  const args = ["-m", model, "--alias", "chat", "-np", "2", "-c", "1024", "--metrics", "--fit", "off"];
  url = await place.start(program, args);
});
afterAll(() => place.end());

const refusals: readonly (readonly [string, readonly string[], string])[] = [
  ["an unknown flag", ["--serve-me"], "error: invalid argument: --serve-me"],
  ["a flag without its value", ["-m"], 'error while handling argument "-m": expected value for argument'],
  ["a port that is no number", ["--port", "many"], 'error while handling argument "--port": stoi'],
];
test.each(refusals)("%s ends it with 1", async (_sentence, args, text) => {
  expect(await place.run(program, args)).toMatchObject({ code: 1, err: `${text}\n` });
});

test("a file that is no GGUF ends it", async () => {
  const { code, err } = await place.run(program, ["-m", "/dev/null", "--port", "0"]);
  expect(code).toBe(1);
  expect(err).toContain("main: exiting due to model loading error");
});

describe("what it says of itself", () => {
  const get = async (path: string) => {
    const reply = await fetch(`${url}${path}`);
    return { status: reply.status, body: (await reply.json()) as unknown };
  };

  test("health is ok once the model is loaded", async () => {
    expect(await get("/health")).toEqual({ status: 200, body: { status: "ok" } });
  });

  test("props name slots and the model's path", async () => {
    expect(await get("/props")).toMatchObject({
      body: {
        total_slots: 2,
        model_path: model,
        build_info: "b10800",
        is_sleeping: false,
        default_generation_settings: { n_ctx: 512 },
      },
    });
  });

  test("slots are listed one by one", async () => {
    const { body } = await get("/slots");
    expect(body).toMatchObject([
      { id: 0, n_ctx: 512, is_processing: false },
      { id: 1, n_ctx: 512, is_processing: false },
    ]);
  });

  test("the model goes by its alias", async () => {
    expect(await get("/v1/models")).toMatchObject({ body: { data: [{ id: "chat", owned_by: "llamacpp" }] } });
  });

  test("a path that is not there, and what was not switched on", async () => {
    expect(await get("/none")).toEqual({
      status: 404,
      body: { error: { code: 404, message: "File Not Found", type: "not_found_error" } },
    });
    const reply = await post(`${url}/v1/embeddings`, { input: "x" });
    expect(reply.status).toBe(501);
  });
});

describe("answers", () => {
  test("carry the timings of llama.cpp", async () => {
    const body = (await (await post(`${url}/v1/chat/completions`, chat())).json()) as object;
    expect(body).toMatchObject({
      object: "chat.completion",
      system_fingerprint: "b10800",
      choices: [{ finish_reason: "length", message: { role: "assistant", content: "An espalier is" } }],
      usage: { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 },
      timings: { prompt_n: 2, predicted_n: 3 },
    });
  });

  test("stream the role first and [DONE] last", async () => {
    const said = await events(await post(`${url}/v1/chat/completions`, chat({ stream: true })));
    expect(JSON.parse(said[0] ?? "")).toMatchObject({
      choices: [{ delta: { role: "assistant", content: null } }],
    });
    expect(said.at(-1)).toBe("[DONE]");
    expect(said.at(-2)).toContain('"timings"');
  });

  test("also come for a plain prompt", async () => {
    const reply = await post(`${url}/v1/completions`, { prompt: "hello", max_tokens: 2 });
    expect(await reply.json()).toMatchObject({
      object: "text_completion",
      choices: [{ text: "An espalier" }],
    });
  });

  test("are refused when the prompt fills its slot", async () => {
    const reply = await post(`${url}/v1/completions`, { prompt: "word ".repeat(600) });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { type: "exceed_context_size_error" } });
  });
});

test("beyond the slots requests are deferred, and fail_on_no_slot says 503", async () => {
  place.knobs({ decodeTokensPerSecond: 60 });
  const streams = Array.from({ length: 3 }, () =>
    post(`${url}/v1/chat/completions`, chat({ max_tokens: 40 })),
  );
  await eventually("two run and one waits", async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return text.includes("llamacpp:requests_processing 2") && text.includes("llamacpp:requests_deferred 1");
  });
  const full = await fetch(`${url}/slots?fail_on_no_slot=1`);
  expect(full.status).toBe(503);
  expect(await full.json()).toMatchObject({
    error: { message: "no slot available", type: "unavailable_error" },
  });
  place.knobs({ decodeTokensPerSecond: 1000 });
  for (const reply of await Promise.all(streams)) expect(reply.status).toBe(200);
});

test("while it loads everything is 503, health too", async () => {
  place.knobs({ loadMilliseconds: 1500 });
  const [port = 0] = await freePorts(1);
  const ready = place.start(program, ["-m", model], "/health", port);
  const reply = await eventually("it answers while it loads", () =>
    fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined),
  );
  expect(reply?.status).toBe(503);
  expect(await reply?.json()).toEqual({
    error: { code: 503, message: "Loading model", type: "unavailable_error" },
  });
  await ready;
});

test("two on one Mac share its memory: what one holds counts for the other, until it ends", async () => {
  const GIB = 1024 ** 3;
  const used = () => Number(readFileSync(join(place.root, ".mac/memory"), "utf8").split(" ")[4]);
  const swap = () => Number(readFileSync(join(place.root, ".mac/memory"), "utf8").split(" ")[2]);
  const other = new Place(place.root);
  place.knobs({ weightsBytes: 10 * GIB });
  await eventually("the model lies in memory", () => used() > 10 * GIB);
  await sleep(500);
  const before = used();
  await other.start(program, ["-m", model]);
  await eventually("a second one lies in memory", () => used() > before + 10 * GIB);
  place.knobs({ weightsBytes: 30 * GIB });
  await eventually("the host swaps", () => swap() > 10 * GIB);
  other.stop();
  place.knobs({ weightsBytes: 10 * GIB });
  await eventually("memory is free again", () => used() <= before);
  place.knobs({});
});

test("a key is wanted where one was set, but not for health", async () => {
  place.knobs({});
  const guarded = await place.start(program, ["-m", model, "--api-key", "sesame"]);
  const refused = await post(`${guarded}/v1/chat/completions`, chat());
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ error: { message: "Invalid API Key" } });
  const init = { headers: { authorization: "Bearer sesame" } };
  expect((await post(`${guarded}/v1/chat/completions`, chat(), init)).status).toBe(200);
});

describe("started with --embeddings", () => {
  const started = (...flags: readonly string[]): Promise<string> => {
    const file = join(place.root, "nomic.gguf");
    writeFileSync(file, publishedGguf(NOMIC, "nomic"));
    return place.start(program, ["-m", file, "--alias", "embed", "-c", "2048", "--embeddings", ...flags]);
  };
  const long = Array.from({ length: 600 }, (_, index) => `w${index}`).join(" ");
  const asked = async (base: string, path: string, body: object): Promise<readonly [number, object]> => {
    const reply = await post(`${base}${path}`, body);
    return [reply.status, (await reply.json()) as object];
  };

  test("it gives vectors of texts that fit a batch, and generates nothing", async () => {
    const base = await started();
    expect(await asked(base, "/v1/embeddings", { input: ["a", "b"] })).toMatchObject([
      200,
      { object: "list", model: "embed", data: [{ object: "embedding", index: 0 }, { index: 1 }] },
    ]);
    expect(await asked(base, "/v1/completions", { prompt: "a" })).toMatchObject([
      501,
      { error: { message: "This server does not support completions. Start it without `--embeddings`" } },
    ]);
    const [status, said] = await asked(base, "/v1/embeddings", { input: long });
    expect(status).toBe(500);
    expect(JSON.stringify(said)).toMatch(/input \(\d+ tokens\) is too large to process/);
  });

  test("a batch as long as its context takes them", async () => {
    const base = await started("--batch-size", "2048", "--ubatch-size", "2048");
    expect(await asked(base, "/v1/embeddings", { input: long })).toMatchObject([200, { object: "list" }]);
  });

  test("without pooling there is no vector of a text", async () => {
    const base = await started("--pooling", "none");
    expect(await asked(base, "/v1/embeddings", { input: "a" })).toMatchObject([
      400,
      { error: { message: expect.stringContaining("Pooling type 'none'") } },
    ]);
  });
});
