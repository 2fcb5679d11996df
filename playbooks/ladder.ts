// Find the knee of one machine: no inventory, no lock, no pool, no lease.
import {
  type ModelServer,
  type ServedModel,
  type ServerAddress,
  surveyServer,
} from "../src/connectors/model-server.ts";
import { resolveSecret } from "../src/connectors/secret.ts";
import type { ClimbTime } from "../src/load/climb-time.ts";
import type { Api } from "../src/model/api.ts";
import { EXIT } from "../src/model/failure.ts";
import type { SecretRef } from "../src/model/pool.ts";
import { embeddingApi } from "../src/model/workloads.ts";
import { timesOf } from "../src/run/local-climb.ts";
import { type LocalRun, runHere } from "../src/run/local-run.ts";
import { type LocalWish, localTarget, localUrl, tryOut } from "../src/run/local-target.ts";
import { modelChoice, modelNamed } from "../src/run/model-choice.ts";
import { type Cast, performAlone } from "../src/run/performance.ts";
import { promptText } from "../src/store/prompt-text.ts";

/** What a person is asked, at most once each. */
export interface Questions {
  readonly model: (models: readonly ServedModel[]) => Promise<ServedModel>;
  /** Shall it climb? */
  readonly begin: (plan: { readonly top: number } & ClimbTime) => Promise<boolean>;
}

export interface LadderCall extends LocalWish {
  readonly url: string;
  readonly model?: string | undefined;
  /** How the server is asked; absent: as it likes best. */
  readonly api?: Api | undefined;
  readonly key?: SecretRef | undefined;
  /** Absent where nobody can or need be asked. */
  readonly ask: Questions | undefined;
  /** Says a sentence before the display opens. */
  readonly say: (text: string) => void;
  /** Opens the display. */
  readonly cast: () => Promise<Cast & { readonly close: () => void }>;
}

/** Finds out what it can, asks the rest, climbs, advises; `undefined` when the person would rather not. */
export async function ladder(wanted: LadderCall): Promise<LocalRun | undefined> {
  const url = localUrl(wanted.url);
  if (wanted.corpus !== undefined) await promptText(wanted.corpus, CORPUS);
  const key = wanted.key === undefined ? undefined : await resolveSecret(wanted.key, ".");
  const server = await surveyed({ url, key }, wanted);
  const call = await withEmbedder({ url, key }, server, wanted);
  const { ask, say, rungs, load } = call;
  const [first, ...others] = modelChoice(server, { url, model: call.model, mayAsk: ask !== undefined });
  const model = ask && others.length > 0 ? await ask.model([first, ...others]) : first;
  const target = await localTarget({ url, key }, server, model);
  const sends = load === undefined ? "" : ` · workload ${load.name}`;
  say(
    `${server.engine} at ${url} · ${server.api} · ${model.name}${model.isLoaded ? "" : ", which is loaded first"}${sends}`,
  );
  const requestMs = await tryOut(target, call);
  const ascent = { target, wish: call, requestMs };
  const plan = { top: Math.max(...rungs), ...timesOf(ascent) };
  if (ask && !(await ask.begin(plan))) return undefined;
  const cast = await call.cast();
  return performAlone(cast, (scene) => runHere(scene, ascent)).finally(cast.close);
}

/** What is said of `--corpus` when its file is none. */
const CORPUS = { subject: "--corpus", exit: EXIT.usage, without: "leave --corpus out" } as const;

/** The model that embeds as the server names it; one that is not there would be found in mid-climb. */
async function withEmbedder(
  address: ServerAddress,
  { api }: ModelServer,
  call: LadderCall,
): Promise<LadderCall> {
  const { load } = call;
  if (load?.embedModel === undefined) return call;
  const server = await surveyServer(address, embeddingApi(api));
  const asked = { url: address.url, option: "--embed-model", name: load.embedModel } as const;
  return { ...call, load: { ...load, embedModel: modelNamed(server, asked).name } };
}

/** Asks the server what it has; who wants vectors only is not told of models that chat. */
async function surveyed(address: ServerAddress, { api, load }: LadderCall): Promise<ModelServer> {
  const server = await surveyServer(address, api);
  const wanted = load?.name === "embed" ? embeddingApi(server.api) : server.api;
  return wanted === server.api ? server : surveyServer(address, wanted);
}
