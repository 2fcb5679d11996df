import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { running } from "../../simulator/pids.ts";
import { type SimulatedHost, startPool } from "../../simulator/pool.ts";
import { freePorts } from "../../simulator/ports.ts";
import { NOMIC } from "../../simulator/registry/nomic.ts";
import { type Published, publishedGguf } from "../../simulator/registry/published.ts";
import { tinyGguf } from "../../simulator/tiny/gguf.ts";
import { eventually } from "../eventually.ts";
import { onHost, raze } from "./shell.ts";
import { chat, Place, post } from "./unpacked.ts";

const KEY = "qwen/qwen3-4b-gguf";
const place = new Place();
const home = join(place.root, ".lmstudio");
let url: string;
let port: number;

const lms = (line: string, seconds?: number) => place.run(join(home, "bin/lms"), line.split(" "), seconds);
const json = async (line: string): Promise<unknown> => JSON.parse((await lms(line)).out);

beforeAll(async () => {
  const directory = place.unpack("llmster", { decodeTokensPerSecond: 500 });
  expect(await place.run(join(directory, "llmster"), ["bootstrap"])).toMatchObject({ code: 0 });
  const folder = join(home, "models", KEY);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "qwen3-4b-q4_k_m.gguf"), tinyGguf(1));
  [port = 0] = await freePorts(1);
  url = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  await lms("daemon down");
  place.end();
});

describe("before anything runs", () => {
  test("the bootstrap has laid out what lms needs, but no temp folder", () => {
    for (const name of ["bin/lms", "llmster/0.0.25+1/llmster", ".internal/lms-key-2"])
      expect(existsSync(join(home, name))).toBe(true);
    expect(existsSync(join(home, ".internal/temp"))).toBe(false);
    const where = JSON.parse(readFileSync(join(home, ".internal/llmster-install-location.json"), "utf8"));
    expect(where).toMatchObject({ path: join(home, "llmster/0.0.25+1/llmster"), argv: [] });
    expect(readFileSync(join(place.root, ".lmstudio-home-pointer"), "utf8")).toBe(home);
  });

  test("the daemon says that it does not run, and down is an error", async () => {
    expect(await json("daemon status --json")).toEqual({ status: "not-running" });
    expect(await lms("daemon down")).toMatchObject({ code: 1, out: "" });
  });

  test("server status hangs", async () => {
    expect(await lms("server status --json --quiet", 1)).toEqual({ code: null, out: "", err: "" });
  });
});

describe("the daemon", () => {
  test("goes up away from the shell that started it", async () => {
    expect(await json("daemon up --json")).toEqual({
      status: "running",
      pid: expect.any(Number),
      isDaemon: true,
      version: "0.0.25+1",
    });
  });

  test("loads nothing while .internal/temp is missing", async () => {
    const { code, err } = await lms(`load ${KEY} -y`);
    expect({ code, told: err.includes("ENOENT: no such file or directory, mkdtemp") }).toEqual({
      code: 1,
      told: true,
    });
    mkdirSync(join(home, ".internal/temp"), { recursive: true });
  });

  test("opens its server and keeps the port", async () => {
    expect(await lms(`server start -p ${port} --bind 127.0.0.1`)).toMatchObject({ code: 0, out: "" });
    expect(await (await fetch(`${url}/lmstudio-greeting`)).json()).toEqual({ lmstudio: true });
    expect(await json("server status --json --quiet")).toEqual({ running: true, port });
  });

  test("says idle in ps while a model loads; only /api/v0/models says loading", async () => {
    place.knobs({ loadMilliseconds: 1500, decodeTokensPerSecond: 500 });
    const loading = lms(`load ${KEY} -c 8192 --parallel 2 --identifier chat -y`);
    await eventually("it loads", async () =>
      (await (await fetch(`${url}/api/v0/models`)).text()).includes('"state":"loading"'),
    );
    expect(await json("ps --json")).toMatchObject([{ identifier: "chat", status: "idle", parallel: 2 }]);
    expect(await loading).toMatchObject({ code: 0, out: "" });
    expect(await (await fetch(`${url}/api/v0/models`)).json()).toMatchObject({ data: [{ state: "loaded" }] });
    place.knobs({ decodeTokensPerSecond: 500 });
  });

  test("unloads what is not there with exit code 0", async () => {
    expect(await lms("unload nobody")).toMatchObject({
      code: 0,
      err: expect.stringContaining("Model Not Found"),
    });
    expect(await lms("unload chat")).toMatchObject({ code: 0 });
    expect(await json("ps --json")).toEqual([]);
  });

  test("runs models on the newest runtime until another one is selected", async () => {
    const selected = async () => (await lms("runtime ls")).out.match(/llama\.cpp\S+@(\S+)\s+✓/)?.[1];
    expect(await selected()).toBe("2.6.0");
    expect((await lms("runtime select llama.cpp-mac-arm64-apple-metal-advsimd@2.4.0")).code).toBe(1);
    expect((await lms("runtime select llama.cpp-mac-arm64-apple-metal-advsimd@2.5.1")).code).toBe(0);
    expect(await selected()).toBe("2.5.1");
  });
});

describe("over HTTP", () => {
  test("the v1 API loads, shows and unloads", async () => {
    const load = { model: KEY, context_length: 4096, echo_load_config: true };
    expect(await (await post(`${url}/api/v1/models/load`, load)).json()).toMatchObject({
      instance_id: KEY,
      status: "loaded",
      load_config: { context_length: 4096, parallel: 4 },
    });
    expect(await (await fetch(`${url}/api/v1/models`)).json()).toMatchObject({
      models: [{ key: KEY, format: "gguf", loaded_instances: [{ id: KEY, config: { parallel: 4 } }] }],
    });
    expect((await post(`${url}/api/v1/models/unload`, { instance_id: KEY })).status).toBe(200);
    expect((await post(`${url}/api/v1/models/unload`, { instance_id: KEY })).status).toBe(404);
  });

  test("a request loads the model that it names, and replies of v0 carry stats", async () => {
    const reply = await post(`${url}/api/v0/chat/completions`, chat({ model: KEY }));
    expect(await reply.json()).toMatchObject({
      choices: [{ message: { content: "An espalier is" } }],
      stats: { stop_reason: "maxPredictedTokensReached", tokens_per_second: expect.any(Number) },
      runtime: {
        name: "llama.cpp-mac-arm64-apple-metal-advsimd",
        version: "2.5.1",
        supported_formats: ["gguf"],
      },
    });
    expect(await json("ps --json")).toMatchObject([{ identifier: KEY, ttlMs: 3_600_000 }]);
  });

  describe("models that embed", () => {
    const store = (name: string, published: Published): void => {
      const folder = join(home, "models", name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "model.gguf"), publishedGguf(published, name));
    };
    const vector = async (model: string): Promise<readonly [number, unknown]> => {
      const reply = await post(`${url}/v1/embeddings`, { model, input: "ping" });
      return [reply.status, await reply.json()];
    };
    const EMBED = "nomic-ai/nomic-embed-text-v1.5-gguf";
    /** Its header names its pooling, and LM Studio does not look at it. */
    const OTHER = "qwen/qwen3-embedding-gguf";
    beforeAll(() => {
      store(EMBED, NOMIC);
      store(OTHER, { ...NOMIC, family: "qwen3", pooling: 3 });
    });

    test("are known by their architecture, and tell no slots", async () => {
      expect(await lms(`load ${EMBED} -c 2048 --identifier index -y`)).toMatchObject({ code: 0 });
      expect(await json("ps --json")).toContainEqual(
        expect.objectContaining({ identifier: "index", type: "embedding" }),
      );
      const { models } = (await (await fetch(`${url}/api/v1/models`)).json()) as { models: unknown[] };
      expect(models).toContainEqual(
        expect.objectContaining({
          type: "embedding",
          loaded_instances: [{ id: "index", config: { context_length: 2048 } }],
        }),
      );
    });

    test("give vectors, and do not chat", async () => {
      expect(await vector("index")).toMatchObject([
        200,
        { object: "list", data: [{ object: "embedding", embedding: expect.any(Array) }] },
      ]);
      expect((await post(`${url}/v1/chat/completions`, chat({ model: "index" }))).status).toBe(404);
    });

    test("of an architecture that generates as well are taken for models that do", async () => {
      expect(await vector(OTHER)).toMatchObject([
        404,
        { error: { message: `Failed to load model "${OTHER}". Error: Model is not embedding.` } },
      ]);
    });
    afterAll(() => lms("unload index"));
  });

  test("what it does not know is answered with 200", async () => {
    const reply = await fetch(`${url}/none`);
    expect(reply.status).toBe(200);
    expect(await reply.json()).toEqual({ error: "Unexpected endpoint or method. (GET /none)" });
  });

  test("a model that is not on disk is not found", async () => {
    expect((await post(`${url}/v1/chat/completions`, chat({ model: "none" }))).status).toBe(404);
  });
});

test("server stop frees the port and keeps the models; down ends the daemon", async () => {
  expect(await lms("server stop")).toMatchObject({ code: 0 });
  await expect(fetch(url)).rejects.toThrow();
  expect(await json("ps --json")).toHaveLength(1);
  expect(await lms("daemon down")).toMatchObject({ code: 0 });
  await eventually(
    "the daemon is gone",
    async () => JSON.stringify(await json("daemon status --json")) === '{"status":"not-running"}',
  );
});

test("a stray ps wakes the daemon up again", async () => {
  const { code, err } = await lms("ps");
  expect({ code, woke: err.includes("Waking up LM Studio service") }).toEqual({ code: 0, woke: true });
});

test("on a simulated Mac the daemon accounts for its memory, and ends with the machine", async () => {
  const pool = await startPool({ hosts: 1 });
  const [host] = pool.hosts as [SimulatedHost];
  const home = `${host.root}/opt/lms`;
  const address = `${pool.mirrorUrl}/llmster/0.0.25-1-darwin-arm64.full.tar.gz`;
  const installed = `mkdir -p opt/lms && cd opt/lms && curl -fsS ${address} | tar -xzf - && export HOME=${home}`;
  const up = `${installed} && ./llmster bootstrap && .lmstudio/bin/lms daemon up --json`;
  const { pid } = JSON.parse((await onHost(host, up)).out) as { pid: number };
  await eventually("footprint sees the daemon", async () => {
    const { out } = await onHost(host, `sudo -n footprint -p ${pid} -f bytes --noCategories`);
    return out.includes(`llmster [${pid}]: 64-bit`);
  });
  await raze(pool);
  expect(running().map((one) => one.pid)).not.toContain(pid);
});
