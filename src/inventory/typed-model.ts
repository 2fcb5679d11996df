import type { Digest } from "../model/digest.ts";
import type { Model } from "../model/model.ts";
import type { ModelText } from "./pool-text.ts";
import { sizeOf } from "./quantity.ts";

const HUB = "https://huggingface.co";

/** The typed model of a text whose keys its source takes; what was left out has its default here. */
export function typedModel(name: string, text: ModelText): Model {
  const { engine, repository, embeds, premium } = text;
  const memory = {
    ...(text.weights !== undefined && { weights: sizeOf(text.weights) }),
    ...(text.kvPerToken !== undefined && { kvPerToken: sizeOf(text.kvPerToken) }),
  };
  const pooled = text.pooling === undefined ? {} : { pooling: text.pooling };
  const insisted = text.digest === undefined ? {} : { digest: text.digest as Digest };
  const weights = { name, engine, repository, embeds, premium, ...pooled, ...memory, ...insisted };
  if (text.source === "registry") {
    const { registry = "", tag = "" } = text;
    return { source: "registry", ...weights, registry, tag };
  }
  const { hub = HUB, revision = "main", file } = text;
  return { source: "hub", ...weights, hub, revision, ...(file !== undefined && { file }) };
}
