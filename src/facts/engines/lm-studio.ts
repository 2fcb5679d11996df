import type { LoadedFact, SlotsFact } from "../../model/facts.ts";
import type { Answer } from "../fact.ts";
import { jsonOf } from "../json-page.ts";
import type { Told } from "./told.ts";

/** It tells its version only to `lms`; which build it is is told by the release that it was started from. */
export const LM_STUDIO: Told = {
  path: "/lmstudio-greeting",
  slots: { page: "/api/v1/models", read: parseInstances },
  loaded: { page: "/api/v1/models", read: parseIdentifiers },
};

interface Instance {
  /** Of its model: `llm`, `embedding`. */
  readonly type?: unknown;
  readonly id?: unknown;
  readonly config?: { readonly parallel?: unknown; readonly context_length?: unknown };
}

interface Downloaded {
  readonly type?: unknown;
  readonly loaded_instances?: readonly Instance[];
}

/** Every model that LM Studio has in memory, from `/api/v1/models`. */
function instances(answer: Answer): readonly Instance[] | undefined {
  const value = jsonOf(answer) as { readonly models?: readonly Downloaded[] } | undefined;
  if (!Array.isArray(value?.models)) return undefined;
  const models: readonly Downloaded[] = value.models;
  return models.flatMap(({ type, loaded_instances = [] }): readonly Instance[] =>
    loaded_instances.map((one) => ({ ...one, type })),
  );
}

/** The slots of each that generates; a runtime without slots has one. Of what embeds they are told nowhere. */
export function parseInstances(answer: Answer): readonly SlotsFact[] | undefined {
  return instances(answer)
    ?.filter(({ type }) => type !== "embedding")
    .map(({ config }) => ({
      slots: Number(config?.parallel ?? 1),
      context: Number(config?.context_length),
    }));
}

/** The names that clients write for each of them. */
export function parseIdentifiers(answer: Answer): readonly LoadedFact[] | undefined {
  return instances(answer)?.map(({ id }) => ({ name: String(id) }));
}
