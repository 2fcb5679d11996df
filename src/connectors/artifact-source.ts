import { Failure } from "../model/failure.ts";
import type { Artifact } from "../model/pool.ts";

/** Milliseconds without a byte until a source counts as dead. */
const PATIENCE = 60_000;

/** The bytes of an artifact from where the catalogue says they are. Throws `artifact-unreachable`, also in mid-stream. */
export const openArtifact = (artifact: Artifact): AsyncGenerator<Uint8Array> =>
  openBytes(artifact.url, (saw, cause) => failure(artifact, saw, cause));

/** How a source's silence, refusal or broken stream is told. */
type Telling = (saw: string, cause: unknown) => Failure;

/** The bytes behind a URL as they come. Throws what `told` makes of it, also in mid-stream. */
export async function* openBytes(url: string, told: Telling): AsyncGenerator<Uint8Array> {
  const patience = new AbortController();
  const silence = (): NodeJS.Timeout => setTimeout(() => patience.abort(), PATIENCE);
  let timer = silence();
  try {
    const reply = await fetch(url, { signal: patience.signal });
    if (!reply.ok || reply.body === null) throw told(`answered ${reply.status}`, undefined);
    for await (const chunk of reply.body) {
      clearTimeout(timer);
      timer = silence();
      yield chunk;
    }
  } catch (cause) {
    throw cause instanceof Failure ? cause : told("does not answer, or broke off", cause);
  } finally {
    clearTimeout(timer);
  }
}

const failure = (artifact: Artifact, saw: string, cause: unknown): Failure =>
  new Failure({
    code: "artifact-unreachable",
    subject: artifact.name,
    saw: `${artifact.url} ${saw}`,
    hint: "check the url in inventory/artifacts.yaml, or serve the file from a mirror of yours",
    cause,
  });
