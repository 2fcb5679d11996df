import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, test, vi } from "vitest";
import { resolveHubModel } from "../../src/connectors/hub.ts";
import { digestOf, hexOf } from "../../src/model/digest.ts";
import { hubManifest } from "../../src/model/lock.ts";
import type { HubModel } from "../../src/model/model.ts";
import { bytes } from "../../src/model/units.ts";
import { type Web, web } from "../fakes/web.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const REPOSITORY = "mlx-community/qwen3-4b-4bit";
const CONFIG = '{"model_type":"qwen3"}';
const WEIGHTS = digestOf("weights");

const small = (path: string, text: string) => ({ type: "file", path, size: text.length, oid: "git" });
const large = (path: string, oid = hexOf(WEIGHTS)) => ({
  type: "file",
  path,
  size: 130,
  lfs: { oid, size: 2_500_000_000 },
});
const TREE = [
  { type: "directory", path: "images", size: 0 },
  large("model.safetensors"),
  small("config.json", CONFIG),
  small("README.md", "a card"),
];

let hub: Web | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  await hub?.close();
  hub = undefined;
});

type Pages = Readonly<Record<string, (reply: ServerResponse) => void>>;

const json =
  (value: unknown) =>
  (reply: ServerResponse): void =>
    void reply.end(JSON.stringify(value));

const PAGES: Pages = {
  [`/api/models/${REPOSITORY}/revision/main`]: json({ sha: COMMIT }),
  [`/api/models/${REPOSITORY}/tree/${COMMIT}?recursive=true`]: json(TREE),
  [`/${REPOSITORY}/resolve/${COMMIT}/config.json`]: (reply) => void reply.end(CONFIG),
};

async function model(pages: Pages, wish: Partial<HubModel> = {}): Promise<HubModel> {
  hub = await web(({ url = "" }, reply) => {
    const page = { ...PAGES, ...pages }[url];
    if (page === undefined) reply.writeHead(404).end("no such page");
    else page(reply);
  });
  return {
    source: "hub",
    name: "draft",
    engine: "drafts",
    hub: hub.url,
    repository: REPOSITORY,
    revision: "main",
    weights: bytes(1),
    kvPerToken: bytes(1),
    embeds: false,
    premium: false,
    ...wish,
  };
}

describe("what a revision means now", () => {
  test("is its commit, and size and sha256 of every file that an engine reads", async () => {
    const layers = [
      { digest: WEIGHTS, bytes: 2_500_000_000, path: "model.safetensors" },
      { digest: digestOf(CONFIG), bytes: CONFIG.length, path: "config.json" },
    ];
    const wanted = await model({});
    expect((await resolveHubModel(wanted)).pin).toEqual({
      hub: wanted.hub,
      repository: REPOSITORY,
      revision: "main",
      commit: COMMIT,
      manifest: digestOf(hubManifest(layers)),
      layers,
    });
  });

  test("is one file where one is wanted", async () => {
    const { layers, file } = (await resolveHubModel(await model({}, { file: "model.safetensors" }))).pin;
    expect([file, layers.map(({ path }) => path)]).toEqual(["model.safetensors", ["model.safetensors"]]);
  });

  test("comes page by page where the tree is long", async () => {
    const second = `/api/models/${REPOSITORY}/tree/${COMMIT}?cursor=2`;
    const wanted = await model({
      [`/api/models/${REPOSITORY}/tree/${COMMIT}?recursive=true`]: (reply) => {
        reply.setHeader("link", `<${hub?.url}${second}>; rel="next"`);
        json([large("model-00001.safetensors")])(reply);
      },
      [second]: json([large("model-00002.safetensors")]),
    });
    const { layers } = (await resolveHubModel(wanted)).pin;
    expect(layers.map(({ path }) => path)).toEqual(["model-00001.safetensors", "model-00002.safetensors"]);
  });
});

describe("a hub", () => {
  const tree = (...entries: readonly unknown[]): Pages => ({
    [`/api/models/${REPOSITORY}/tree/${COMMIT}?recursive=true`]: json(entries),
  });

  test.each<readonly [string, Pages, string]>([
    [
      "that names no commit",
      { [`/api/models/${REPOSITORY}/revision/main`]: json({ sha: "main" }) },
      "names main as the commit",
    ],
    ["without a file that an engine reads", tree(small("README.md", "a card")), "file that an engine reads"],
    ["that names a large file by no sha256", tree(large("a.gguf", "sha1")), 'names "sha256:sha1"'],
    [
      "whose small file is not as long as its tree says",
      { [`/${REPOSITORY}/resolve/${COMMIT}/config.json`]: (reply) => void reply.end("{}") },
      "config.json came with 2 bytes, the tree says 22",
    ],
    ["that leads out of the snapshot", tree(large("../../escape.gguf")), "../../escape.gguf"],
    ["that leads to the root", tree(large("/etc/model.gguf")), "/etc/model.gguf"],
    ["that hides a line in a name", tree(large("a\nb.gguf")), "b.gguf"],
    [
      "that is out of order",
      { [`/api/models/${REPOSITORY}/revision/main`]: (reply) => void reply.writeHead(500).end() },
      "answered 500",
    ],
    [
      "that breaks off in the middle of its answer",
      {
        [`/${REPOSITORY}/resolve/${COMMIT}/config.json`]: (reply) => {
          reply.writeHead(200, { "content-length": String(CONFIG.length) }).write("{");
          setTimeout(() => reply.destroy(), 20);
        },
      },
      "config.json does not answer",
    ],
    [
      "that answers with a page for people",
      { [`/api/models/${REPOSITORY}/revision/main`]: (reply) => void reply.end("<html>") },
      "answered with something that is no JSON",
    ],
  ])("%s is refused", async (_, pages, saw) => {
    await expect(resolveHubModel(await model(pages))).rejects.toMatchObject({
      code: "model-unresolved",
      subject: "models.draft",
      saw: expect.stringContaining(saw),
    });
  });

  test("that is not there is told", async () => {
    const wanted = await model({});
    await hub?.close();
    hub = undefined;
    await expect(resolveHubModel(wanted)).rejects.toMatchObject({ saw: /does not answer/ });
  });
});
