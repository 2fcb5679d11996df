import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { Failure } from "../model/failure.ts";
import type { Artifact } from "../model/pool.ts";

/** Opens the bytes of an artifact where the catalogue says they are. Throws `artifact-unreachable`. */
export async function openArtifact(artifact: Artifact): Promise<AsyncIterable<Uint8Array>> {
  const reply = await fetch(artifact.url).catch((cause: unknown) => {
    throw failure(artifact, "does not answer", cause);
  });
  if (!reply.ok || reply.body === null) throw failure(artifact, `answered ${reply.status}`, undefined);
  return Readable.fromWeb(reply.body as ReadableStream<Uint8Array>);
}

const failure = (artifact: Artifact, saw: string, cause: unknown): Failure =>
  new Failure({
    code: "artifact-unreachable",
    subject: artifact.name,
    saw: `${artifact.url} ${saw}`,
    hint: "check the url in inventory/artifacts.yaml, or serve the file from a mirror of yours",
    cause,
  });
