import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { artifacts } from "../../simulator/mirror/artifacts.ts";
import { Mirror } from "../../simulator/mirror/mirror.ts";
import { freePorts } from "../../simulator/ports.ts";
import { Registry } from "../../simulator/registry/registry.ts";
import { digestOf } from "../../src/model/digest.ts";

let mirror: Mirror;
let registry: Registry;
beforeAll(async () => {
  const [one = 0, other = 0] = await freePorts(2);
  mirror = await Mirror.start(one, artifacts());
  registry = await Registry.start(other);
});
afterAll(() => Promise.all([mirror.stop(), registry.stop()]));

const bytesOf = async (url: string, init: RequestInit = {}): Promise<Buffer> =>
  Buffer.from(await (await fetch(url, init)).arrayBuffer());

describe("the mirror", () => {
  test("serves the artifacts of a pool", () => {
    const nouns = mirror.artifacts.map(({ name }) => name.replace(/(haproxy|node)@.*/, "$1"));
    expect(nouns).toEqual([
      "ollama@0.35.1",
      "ollama@0.35.2",
      "ollama@0.36.0",
      "llama-server@b10800",
      "mlx-lm@0.31.3",
      "llmster@0.0.25-1",
      "haproxy",
      "node",
    ]);
  });

  test("packs the same bytes every time", async () => {
    const digests = (list: typeof mirror.artifacts) => list.map(({ bytes }) => digestOf(bytes));
    expect(digests(artifacts())).toEqual(digests(mirror.artifacts));
    expect(new Set(digests(mirror.artifacts)).size).toBe(mirror.artifacts.length);
  });

  test("packs what tar unpacks, programs executable", () => {
    for (const { bytes, program } of mirror.artifacts) {
      const place = mkdtempSync("/tmp/espalier-tar-");
      writeFileSync(join(place, "a.tgz"), bytes);
      execFileSync("tar", ["-xzf", "a.tgz"], { cwd: place });
      expect(statSync(join(place, program)).mode & 0o777).toBe(0o755);
      if (program === "ollama") {
        expect(readdirSync(place).sort()).toEqual([
          "a.tgz",
          "curve.json",
          "engine.mjs",
          "llama-server",
          "ollama",
        ]);
      }
      rmSync(place, { recursive: true });
    }
  });

  test("resumes a download", async () => {
    const [artifact] = mirror.artifacts;
    const rest = await bytesOf(`${mirror.url}${artifact?.path}`, { headers: { range: "bytes=100-" } });
    expect(rest.equals(artifact?.bytes.subarray(100) ?? Buffer.alloc(0))).toBe(true);
  });

  test("has nothing else", async () => {
    expect((await fetch(`${mirror.url}/ollama/9.9.9/x.tgz`)).status).toBe(404);
  });
});

describe("the registry", () => {
  interface Part {
    readonly digest: string;
    readonly size: number;
  }

  test.each([
    "library/qwen3/manifests/4b",
    "library/qwen3/manifests/4b-mlx",
    "library/llama3.2/manifests/3b",
  ])("%s names blobs whose sha256 and size are true", async (path) => {
    const manifest = await bytesOf(`${registry.url}/v2/${path}`);
    const { config, layers } = JSON.parse(manifest.toString()) as { config: Part; layers: Part[] };
    for (const { digest, size } of [config, ...layers]) {
      const blob = await bytesOf(`${registry.url}/v2/${path.split("/manifests")[0]}/blobs/${digest}`);
      expect({ digest: digestOf(blob), size: blob.length }).toEqual({ digest, size });
    }
  });

  test("finds a manifest by its digest and says it in a header", async () => {
    const tagged = await fetch(`${registry.url}/v2/library/qwen3/manifests/4b`);
    const digest = tagged.headers.get("docker-content-digest") ?? "";
    expect(digest).toBe(digestOf(Buffer.from(await tagged.arrayBuffer())));
    expect(digestOf(await bytesOf(`${registry.url}/v2/library/qwen3/manifests/${digest}`))).toBe(digest);
  });

  test("does not know every tag", async () => {
    const reply = await fetch(`${registry.url}/v2/library/qwen3/manifests/none`);
    expect({ status: reply.status, body: await reply.json() }).toEqual({
      status: 404,
      body: { errors: [{ code: "MANIFEST_UNKNOWN", message: "manifest unknown" }] },
    });
  });
});

describe("the hub beside the registry", () => {
  interface Entry {
    readonly path: string;
    readonly size: number;
    readonly lfs?: { readonly oid: string };
  }
  const repository = "mlx-community/qwen3-4b-4bit";
  const json = async (path: string): Promise<unknown> => (await fetch(`${registry.url}${path}`)).json();

  test("names the commit of main, and the files of a commit with true digests", async () => {
    const { sha } = (await json(`/api/models/${repository}/revision/main`)) as { sha: string };
    const entries = (await json(`/api/models/${repository}/tree/${sha}?recursive=true`)) as Entry[];
    expect(entries.map(({ path }) => path)).toContain("model.safetensors");
    for (const { path, size, lfs } of entries) {
      const data = await bytesOf(`${registry.url}/${repository}/resolve/${sha}/${path}`);
      expect(data.length).toBe(size);
      if (lfs !== undefined) expect(digestOf(data)).toBe(`sha256:${lfs.oid}`);
    }
  });

  test("serves a GGUF file by its address, resumable", async () => {
    const address = `${registry.url}/qwen/qwen3-4b-gguf/resolve/main/qwen3-4b-q4_k_m.gguf`;
    const whole = await bytesOf(address);
    expect(whole.subarray(0, 4).toString()).toBe("GGUF");
    const rest = await bytesOf(address, { headers: { range: "bytes=1000-" } });
    expect(rest.equals(whole.subarray(1000))).toBe(true);
  });

  test("moves main with the tags, while the commit keeps its bytes", async () => {
    const path = "qwen/qwen3-4b-gguf/resolve";
    const { sha } = (await json("/api/models/qwen/qwen3-4b-gguf")) as { sha: string };
    const read = (revision: string) => bytesOf(`${registry.url}/${path}/${revision}/qwen3-4b-q4_k_m.gguf`);
    const before = await read("main");
    registry.moved = true;
    const after = await read("main");
    const pinned = await read(sha);
    registry.moved = false;
    expect({ moved: !after.equals(before), kept: pinned.equals(before) }).toEqual({
      moved: true,
      kept: true,
    });
  });

  test("does not know every file", async () => {
    expect((await fetch(`${registry.url}/${repository}/resolve/main/none`)).status).toBe(404);
    expect((await fetch(`${registry.url}/api/models/no/body`)).status).toBe(404);
  });
});
