import type { ModelServer, ServedModel } from "../connectors/model-server.ts";
import { EXIT, Failure } from "../model/failure.ts";

/** One model, or those between which a person has to choose, the likeliest first. */
export type ModelChoice = readonly [ServedModel, ...(readonly ServedModel[])];

/**
 * The model that was asked for; else the only one there is; else, where nobody can be asked, the only one in memory.
 * Throws `Failure` that names the choices when none of this gives one.
 */
export function modelChoice(
  { models }: ModelServer,
  wish: { readonly url: string; readonly model: string | undefined; readonly mayAsk: boolean },
): ModelChoice {
  const { url, model: asked, mayAsk } = wish;
  const [first, ...others] = models;
  if (first === undefined) throw noModels(url);
  if (asked !== undefined) return [modelNamed({ models }, { url, option: "--model", name: asked })];
  if (mayAsk || others.length === 0) return [first, ...others];
  const [loaded, ...more] = models.filter(({ isLoaded }) => isLoaded);
  return [loaded !== undefined && more.length === 0 ? loaded : undecided(url, models)];
}

/** A model that was asked for, and the option that names it. */
interface Asked {
  readonly url: string;
  readonly option: "--model" | "--embed-model";
  readonly name: string;
}

/** The model of that name; Ollama reads one without a tag as `latest`. Throws `model-missing`, which names the choices. */
export function modelNamed({ models }: Pick<ModelServer, "models">, asked: Asked): ServedModel {
  const { name: wanted } = asked;
  const found =
    models.find(({ name }) => name === wanted) ?? models.find(({ name }) => name === `${wanted}:latest`);
  if (found !== undefined) return found;
  throw unknown(asked, models);
}

const listed = (models: readonly ServedModel[]): string => models.map(({ name }) => name).join(", ");

const noModels = (url: string): Failure =>
  new Failure({
    code: "models-missing",
    subject: url,
    saw: "the server has no model that the API can ask",
    hint: "give it one, for example `ollama pull qwen3:4b`",
  });

const PURPOSES = { "--model": "", "--embed-model": " for vectors" } as const;

const unknown = ({ url, option, name }: Asked, models: readonly ServedModel[]): Failure =>
  new Failure({
    code: "model-missing",
    subject: `${option} ${name}`,
    saw: `${url} does not have it${PURPOSES[option]}`,
    hint:
      models.length === 0
        ? `it has none${PURPOSES[option]}: give it one`
        : `choose one of: ${listed(models)}`,
  });

function undecided(url: string, models: readonly ServedModel[]): never {
  const loaded = models.filter(({ isLoaded }) => isLoaded).length;
  throw new Failure({
    code: "model-undecided",
    subject: url,
    saw: `it has ${models.length} models, ${loaded === 0 ? "none" : loaded} of them in memory, and nobody can be asked which one is meant`,
    hint: `choose with --model: ${listed(models)}`,
    exit: EXIT.usage,
  });
}
