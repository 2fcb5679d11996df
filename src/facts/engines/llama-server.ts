import type { LoadedFact, SlotsFact } from "../../model/facts.ts";
import type { Answer } from "../fact.ts";
import { jsonOf } from "../json-page.ts";
import type { Told } from "./told.ts";

export const LLAMA_SERVER: Told = {
  path: "/props",
  version: { page: "/props", read: parseBuild },
  slots: { page: "/props", read: parseProps },
  loaded: { page: "/props", read: parseAlias },
};

/** The build from `/props` of llama-server, as in `{"build_info":"b10800-1a2b3c4"}`: `b10800`. */
export function parseBuild(answer: Answer): string | undefined {
  const value = jsonOf(answer) as { build_info?: unknown } | undefined;
  return typeof value?.build_info === "string" ? /^b\d+/.exec(value.build_info)?.[0] : undefined;
}

/** Slots and the context of each from `/props` of llama-server. */
export function parseProps(answer: Answer): readonly SlotsFact[] | undefined {
  const value = jsonOf(answer) as
    | { total_slots?: unknown; default_generation_settings?: { n_ctx?: unknown } }
    | undefined;
  const [slots, context] = [value?.total_slots, value?.default_generation_settings?.n_ctx];
  return typeof slots === "number" && typeof context === "number" ? [{ slots, context }] : undefined;
}

/** The one model of llama-server from `/props`, which answers when it is loaded. */
export function parseAlias(answer: Answer): readonly LoadedFact[] | undefined {
  const value = jsonOf(answer) as { model_alias?: unknown } | undefined;
  return typeof value?.model_alias === "string" ? [{ name: value.model_alias }] : undefined;
}
