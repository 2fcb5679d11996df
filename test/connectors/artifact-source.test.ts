import type { RequestListener } from "node:http";
import { afterEach, expect, test } from "vitest";
import { openArtifact } from "../../src/connectors/artifact-source.ts";
import type { Artifact, ArtifactName } from "../../src/model/pool.ts";
import { type Web, web } from "../fakes/web.ts";

let mirror: Web | undefined;
afterEach(async () => {
  await mirror?.close();
  mirror = undefined;
});

async function artifact(listener: RequestListener): Promise<Artifact> {
  mirror = await web(listener);
  return {
    name: "tool@1.0.0" as ArtifactName,
    noun: "tool",
    version: "1.0.0",
    url: `${mirror.url}/tool.tgz`,
    format: "tgz",
    strip: 0,
    program: "tool",
    delivery: "fetch",
  };
}

async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const BYTES = Buffer.alloc(300_000, "espalier");

test("the bytes come as they are served", async () => {
  const wanted = await artifact((_, reply) => void reply.end(BYTES));
  expect((await bytesOf(openArtifact(wanted))).equals(BYTES)).toBe(true);
});

test("a mirror may send on to where the bytes are, as release pages do", async () => {
  const wanted = await artifact(({ url }, reply) => {
    if (url === "/real") reply.end(BYTES);
    else reply.writeHead(302, { location: "/real" }).end();
  });
  expect((await bytesOf(openArtifact(wanted))).length).toBe(BYTES.length);
});

test.each([404, 403, 500])("a mirror that answers %i is told with its address", async (status) => {
  const wanted = await artifact((_, reply) => void reply.writeHead(status).end());
  await expect(bytesOf(openArtifact(wanted))).rejects.toMatchObject({
    code: "artifact-unreachable",
    subject: "tool@1.0.0",
    saw: `${wanted.url} answered ${status}`,
  });
});

test("a mirror that is not there is told", async () => {
  const wanted = await artifact((_, reply) => void reply.end());
  await mirror?.close();
  mirror = undefined;
  await expect(bytesOf(openArtifact(wanted))).rejects.toMatchObject({
    code: "artifact-unreachable",
    saw: `${wanted.url} does not answer, or broke off`,
  });
});

test("bytes that break off are an error, never a short artifact", async () => {
  const wanted = await artifact((_, reply) => {
    reply.writeHead(200, { "content-length": BYTES.length });
    reply.write(BYTES.subarray(0, 100_000), () => reply.destroy());
  });
  await expect(bytesOf(openArtifact(wanted))).rejects.toMatchObject({ code: "artifact-unreachable" });
});
