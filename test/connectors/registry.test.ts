import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, describe, expect, test, vi } from "vitest";
import { resolveModel } from "../../src/connectors/registry.ts";
import { digestOf } from "../../src/model/digest.ts";
import type { RegistryModel } from "../../src/model/model.ts";
import { bytes } from "../../src/model/units.ts";
import { type Web, web } from "../fakes/web.ts";

const CONFIG = {
  mediaType: "application/vnd.docker.container.image.v1+json",
  digest: digestOf("config"),
  size: 485,
};
const WEIGHTS = {
  mediaType: "application/vnd.ollama.image.model",
  digest: digestOf("weights"),
  size: 2_500_000_000,
};
/** Registries write JSON as they like: white space counts, because the digest is of the bytes. */
const MANIFEST = `${JSON.stringify({ schemaVersion: 2, config: CONFIG, layers: [WEIGHTS] }, null, 3)}\n`;

let registry: Web | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  await registry?.close();
  registry = undefined;
});

type Answer = (request: IncomingMessage, reply: ServerResponse) => void;

async function model(answer: Answer): Promise<RegistryModel> {
  registry = await web(answer);
  return modelAt(registry.url);
}

const modelAt = (url: string): RegistryModel => ({
  source: "registry",
  name: "chat",
  engine: "ollama",
  registry: url,
  repository: "library/qwen3",
  tag: "4b",
  weights: bytes(1),
  kvPerToken: bytes(1),
  embeds: false,
  premium: false,
});

const serving =
  (text: string): Answer =>
  (_, reply) =>
    void reply.end(text);

describe("what a tag means now", () => {
  test("is the digest of the very bytes of the manifest, and every blob, config first", async () => {
    const wanted = await model(serving(MANIFEST));
    expect((await resolveModel(wanted)).pin).toEqual({
      registry: wanted.registry,
      repository: "library/qwen3",
      tag: "4b",
      manifest: digestOf(MANIFEST),
      layers: [
        { digest: CONFIG.digest, bytes: CONFIG.size },
        { digest: WEIGHTS.digest, bytes: WEIGHTS.size },
      ],
    });
  });

  test("is asked for by tag, and as a manifest", async () => {
    const asked: unknown[] = [];
    const wanted = await model(({ url, headers }, reply) => {
      asked.push([url, headers.accept]);
      reply.end(MANIFEST);
    });
    await resolveModel(wanted);
    expect(asked).toEqual([
      ["/v2/library/qwen3/manifests/4b", "application/vnd.docker.distribution.manifest.v2+json"],
    ]);
  });

  test("changes with one byte of the manifest", async () => {
    const { pin: before } = await resolveModel(await model(serving(MANIFEST)));
    await registry?.close();
    const { pin: after } = await resolveModel(await model(serving(`${MANIFEST} `)));
    expect(after.manifest).not.toBe(before.manifest);
    expect(after.layers).toEqual(before.layers);
  });
});

describe("a registry", () => {
  const refused = (wanted: RegistryModel, saw: string) =>
    expect(resolveModel(wanted)).rejects.toMatchObject({
      code: "model-unresolved",
      subject: "models.chat",
      saw: expect.stringContaining(saw),
    });

  test.each([404, 401, 500])("that answers %i is told", async (status) => {
    await refused(await model((_, reply) => void reply.writeHead(status).end("{}")), `answered ${status}`);
  });

  test.each([
    ["another algorithm", `sha512:${"0".repeat(128)}`],
    ["a short digest", "sha256:0123456789ab"],
    ["upper case", digestOf("weights").toUpperCase()],
    ["a path", "sha256:../../etc/passwd"],
  ])("that names a blob by %s is refused", async (_, digest) => {
    const text = JSON.stringify({ config: CONFIG, layers: [{ ...WEIGHTS, digest }] });
    await refused(await model(serving(text)), "no sha256 digest");
  });

  test("that is not there is told", async () => {
    const gone = await model(serving(MANIFEST));
    await registry?.close();
    registry = undefined;
    await refused(gone, "does not answer");
  });

  test("that accepts and then says nothing counts as one that does not answer", async () => {
    const silent = await model(() => undefined);
    const abort = AbortSignal.timeout.bind(AbortSignal);
    const patience = vi.spyOn(AbortSignal, "timeout").mockImplementation(() => abort(50));
    await refused(silent, "does not answer");
    expect(patience).toHaveBeenCalledWith(30_000);
  });
});
