import { type Api, isStreaming } from "../model/api.ts";
import { Failure } from "../model/failure.ts";
import type { Secret } from "./secret.ts";

/** A server that speaks the chat API, on this machine or behind a tunnel that begins here. */
export interface ServerAddress {
  /** Base URL without path: `http://localhost:11434`. */
  readonly url: string;
  readonly key: Secret | undefined;
}

/** A model the server has. */
export interface ServedModel {
  readonly name: string;
  /** In memory now; servers that do not tell have none that is. */
  readonly isLoaded: boolean;
  /** sha256 of the manifest, hex, where the server tells it. */
  readonly digest?: string;
}

/** What a server says of itself: the models that the API can ask, the loaded ones first. */
export interface ModelServer {
  /** `ollama 0.35.1`, or the kind of API where the server does not say more. */
  readonly engine: string;
  /** How it is asked: its own API where it has one, because that tells more. */
  readonly api: Api;
  readonly models: readonly ServedModel[];
}

/** How long a server may take to say what it has, ms. */
const PATIENCE_MS = 10_000;

type Json = Readonly<Record<string, unknown>>;

/**
 * Asks a server what it has: as Ollama, as LM Studio, else as any server with OpenAI's API. `wanted` is the API that it
 * shall be asked by. Throws `Failure` when none answers.
 */
export async function surveyServer(server: ServerAddress, wanted?: Api): Promise<ModelServer> {
  const tags = await asked(server, "/api/tags");
  const native = list(tags.body["models"]);
  if (tags.status === 200 && native !== undefined) return ollama(server, native, wanted);
  const rest = await asked(server, "/api/v0/models");
  const known = list(rest.body["data"]);
  if (rest.status === 200 && known?.some(({ state }) => typeof state === "string"))
    return lmStudio(known, wanted);
  const listed = await asked(server, "/v1/models");
  const data = list(listed.body["data"]);
  if (listed.status === 200 && data !== undefined) return openAi(data, wanted);
  throw unlisted(server, listed.status);
}

const loadedFirst = (models: readonly ServedModel[]): readonly ServedModel[] =>
  [...models].sort((a, b) => Number(b.isLoaded) - Number(a.isLoaded));

async function ollama(
  server: ServerAddress,
  tags: readonly Json[],
  api: Api = "ollama-chat",
): Promise<ModelServer> {
  const [version, resident] = await Promise.all([asked(server, "/api/version"), asked(server, "/api/ps")]);
  const loaded = new Set((list(resident.body["models"]) ?? []).map(({ name }) => name));
  const models = tags
    .filter(can(api))
    .flatMap(({ name, digest }) =>
      typeof name === "string"
        ? [{ name, isLoaded: loaded.has(name), ...(typeof digest === "string" && { digest }) }]
        : [],
    );
  const number = version.body["version"];
  const engine = typeof number === "string" ? `ollama ${number}` : "ollama";
  return { engine, api, models: loadedFirst(models) };
}

/** Newer servers say what a model is for; one that only embeds cannot chat. */
const can =
  (api: Api) =>
  ({ capabilities }: Json): boolean =>
    !Array.isArray(capabilities) || capabilities.includes(isStreaming(api) ? "completion" : "embedding");

/** LM Studio says of each model on disk what it is for and whether it is in memory. */
function lmStudio(data: readonly Json[], api: Api = "lmstudio-chat"): ModelServer {
  const models = data.flatMap(({ id, type, state }) =>
    typeof id === "string" && isStreaming(api) === (type !== "embeddings")
      ? [{ name: id, isLoaded: state === "loaded" }]
      : [],
  );
  return { engine: "lm-studio", api, models: loadedFirst(models) };
}

const openAi = (data: readonly Json[], api: Api = "openai-chat"): ModelServer => ({
  engine: "openai-compatible server",
  api,
  models: data.flatMap(({ id }) => (typeof id === "string" ? [{ name: id, isLoaded: false }] : [])),
});

/** The answer to one question; a body that is no JSON object is an empty one. */
async function asked(
  { url, key }: ServerAddress,
  path: string,
): Promise<{ readonly status: number; readonly body: Json }> {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key.reveal()}` };
  const reply = await fetch(`${url}${path}`, { headers, signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
    (cause: unknown) => {
      throw silent(url, cause);
    },
  );
  const body: unknown = await reply.json().catch(() => undefined);
  return { status: reply.status, body: isRecord(body) ? body : {} };
}

const isRecord = (value: unknown): value is Json => typeof value === "object" && value !== null;

const list = (value: unknown): readonly Json[] | undefined =>
  Array.isArray(value) ? value.filter(isRecord) : undefined;

/** The failure of a server that does not answer; the system's word for it is in `cause.cause.code`. */
function silent(url: string, cause: unknown): Failure {
  const { cause: inner, message } = cause as Error & { readonly cause?: { readonly code?: string } };
  return new Failure({
    code: "server-silent",
    subject: url,
    saw: `nothing answers there (${inner?.code ?? message})`,
    hint: "start the engine (`ollama serve`, or the server of LM Studio, MLX or llama.cpp), or name its address with --url",
    cause,
  });
}

function unlisted({ url }: ServerAddress, status: number): Failure {
  const refused = status === 401 || status === 403;
  return new Failure({
    code: refused ? "key-refused" : "server-unknown",
    subject: url,
    saw: refused
      ? `it answered ${status}: it wants another key`
      : `it lists no models: /v1/models answered ${status}, and /api/tags is not Ollama's`,
    hint: refused
      ? "name the key with --key env:NAME or --key file:PATH"
      : "see the engine's log, or name the address of its API with --url",
  });
}
