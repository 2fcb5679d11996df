import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { layout } from "../../../src/model/layout.ts";
import { renderActScript } from "../../../templates/host/act-script.ts";
import { type Web, web } from "../../fakes/web.ts";

const root = mkdtempSync("/tmp/espalier-health-");
const release = join(root, "release");
mkdirSync(release);
let engine: Web | undefined;
afterEach(() => engine?.close());
afterAll(() => rmSync(root, { recursive: true }));

type Asked = "ollama" | "openai" | "openai-vector";
type Pages = Readonly<Record<string, unknown>>;

const MODEL = "127.0.0.1:5000/library/qwen3:4b";
const TOKEN = { model: MODEL, response: "An", done: true, done_reason: "length", eval_count: 1 };
const resident = (size_vram: number, name = MODEL): unknown => ({
  models: [
    {
      name: "other:1b",
      model: "other:1b",
      size: 7,
      digest: "aa",
      details: { family: "qwen3" },
      size_vram: 7,
    },
    { name, model: name, size: 40_000_000_000, digest: "bb", details: { family: "qwen3" }, size_vram },
  ],
});
const WHOLE = resident(40_000_000_000);

/** Waits, as a host does, for an engine that answers with `pages`: each a body, or a status and one. */
async function awaited(api: Asked, pages: Pages, seconds = 30) {
  const asked: string[] = [];
  engine = await web(({ url = "" }, reply) => {
    asked.push(url);
    const page = pages[url];
    const [status, body] = Array.isArray(page) ? page : [page === undefined ? 404 : 200, page ?? {}];
    reply.writeHead(status as number).end(JSON.stringify(body, undefined, api === "ollama" ? 0 : 1));
  });
  writeFileSync(
    join(release, "health.list"),
    `token ${new URL(engine.url).port} ${MODEL} ${seconds} com.espalier.x ${api}\n`,
  );
  const script = join(root, "act.sh");
  const words = { operation: "health", subject: "it", why: "a test asks for it" };
  writeFileSync(
    script,
    renderActScript(layout(root), [{ kind: "run", ...words, argv: ["await_release", release] }]),
  );
  const child = spawn("dash", [script], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (part: Buffer) => (said += part.toString("utf8")));
  const [code] = (await once(child, "close")) as [number | null];
  return { ok: code === 0, said, asked };
}

describe("a release waits until", () => {
  test.each<readonly [string, Asked, Pages]>([
    [
      "Ollama has generated a token, all of it on the GPU",
      "ollama",
      { "/api/generate": TOKEN, "/api/ps": WHOLE },
    ],
    [
      "a model that embeds has given a vector",
      "ollama",
      {
        "/api/generate": [400, { error: `"${MODEL}" does not support generate` }],
        "/api/embed": { model: MODEL, embeddings: [[0.1, 0.2]] },
        "/api/ps": WHOLE,
      },
    ],
    [
      "another engine has generated a token",
      "openai",
      { "/v1/completions": { usage: { completion_tokens: 1 } } },
    ],
    [
      "a model that embeds behind another engine has given a vector",
      "openai-vector",
      {
        "/v1/completions": [501, { error: { message: "This server does not support completions." } }],
        "/v1/embeddings": {
          object: "list",
          data: [{ object: "embedding", index: 0, embedding: [-0.1, 0.2] }],
        },
      },
    ],
  ])("%s", async (_, api, pages) => {
    expect(await awaited(api, pages)).toMatchObject({ ok: true });
  });
});

describe("a job that does not come up is told of with", () => {
  const log = join(root, "x.log");
  const bin = join(root, "usr/bin");
  const job = `com.espalier.x = {\n\tstate = spawn scheduled\n\truns = 4\n\tstderr path = ${log}\n\tlast exit code = 1\n}`;
  const before = "[ALERT] yesterday: cannot bind socket\n";
  const fault = "[ALERT] cannot bind socket (Address already in use) for [127.0.0.1:8443]";

  beforeAll(() => {
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, "launchctl"), `#!/bin/sh\ncat <<'EOF'\n${job}\nEOF\n`, { mode: 0o755 });
  });
  afterAll(() => rmSync(join(bin, "launchctl")));

  const dies = async (says: string): Promise<string> => {
    writeFileSync(log, before);
    const later = setTimeout(() => appendFileSync(log, says), 600);
    const { said } = await awaited("openai", {}, 2);
    clearTimeout(later);
    return said;
  };

  test("what launchd sees, and the first fault that its log tells of meanwhile", async () => {
    const said = await dies(`[NOTICE] HAProxy starts\n${fault}\n[ALERT] some protocols failed: exiting\n`);
    expect(said).toContain(
      `com.espalier.x generated no token within 2 s (launchd: spawn scheduled runs 4 last exit code 1; its log: ${fault})`,
    );
  });

  test("no older fault, and nothing where the log tells of none", async () => {
    expect(await dies("[NOTICE] it starts\n")).toContain(
      "(launchd: spawn scheduled runs 4 last exit code 1)",
    );
  });
});

describe("a release does not count as up when", () => {
  test.each<readonly [string, Asked, Pages, string]>([
    [
      "an unknown page is answered with 200",
      "openai",
      { "/v1/completions": { error: "Unexpected endpoint" } },
      "generated no token",
    ],
    [
      "no token was generated",
      "openai",
      { "/v1/completions": { usage: { completion_tokens: 0 } } },
      "generated no token",
    ],
    [
      "its vector has no numbers",
      "openai-vector",
      { "/v1/embeddings": { data: [{ embedding: [null, null] }] } },
      "gave no vector",
    ],
    [
      "its vector is empty",
      "openai-vector",
      { "/v1/embeddings": { data: [{ embedding: [] }] } },
      "gave no vector",
    ],
    [
      "Ollama's vector is empty",
      "ollama",
      {
        "/api/generate": [400, { error: `"${MODEL}" does not support generate` }],
        "/api/embed": { embeddings: [[]] },
      },
      "generated no token",
    ],
    [
      "the model was only loaded",
      "ollama",
      { "/api/generate": { done: true, done_reason: "load" }, "/api/ps": WHOLE },
      "generated no token",
    ],
    [
      "models are listed and none generates",
      "ollama",
      { "/api/tags": { models: [] }, "/api/generate": [500, { error: "llama runner terminated" }] },
      "generated no token",
    ],
    [
      "a part of the model is on the CPU",
      "ollama",
      { "/api/generate": TOKEN, "/api/ps": resident(24_000_000_000) },
      "only in part on the GPU (bytes, and those on the GPU: 40000000000 24000000000",
    ],
    [
      "all of the model is on the CPU",
      "ollama",
      { "/api/generate": TOKEN, "/api/ps": resident(0) },
      "40000000000 0",
    ],
    [
      "the model is not among those in memory",
      "ollama",
      { "/api/generate": TOKEN, "/api/ps": resident(7, "x:1b") },
      "only in part on the GPU",
    ],
  ])("%s", async (_, api, pages, why) => {
    const { ok, said } = await awaited(api, pages, /^(generated|gave) no/.test(why) ? 1 : 30);
    expect([ok, said]).toEqual([false, expect.stringContaining(why)]);
  });
});
