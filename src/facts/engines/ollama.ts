import type { LoadedFact } from "../../model/facts.ts";
import type { Answer } from "../fact.ts";
import { jsonOf } from "../json-page.ts";
import type { Told } from "./told.ts";

/** Its slots stand in its log only. */
export const OLLAMA: Told = {
  path: "/api/version",
  version: { page: "/api/version", read: parseVersion },
  resident: "/api/ps",
  loaded: { page: "/api/ps", read: parseRunning },
};

/** The version from `/api/version`, as in `{"version":"0.35.1"}`. */
export function parseVersion(answer: Answer): string | undefined {
  const value = jsonOf(answer) as { version?: unknown } | undefined;
  return typeof value?.version === "string" ? value.version : undefined;
}

/** What part of a resident model is in GPU memory, 0 to 1, from `/api/ps`; a model that does not tell is left out. */
export function parseOnGpu(answer: Answer): Readonly<Record<string, number>> {
  const value = jsonOf(answer) as
    | { models?: { name?: unknown; size?: unknown; size_vram?: unknown }[] }
    | undefined;
  const models = Array.isArray(value?.models) ? value.models : [];
  return Object.fromEntries(
    models.flatMap(({ name, size, size_vram }) =>
      typeof size === "number" && typeof size_vram === "number" && size > 0
        ? [[String(name), size_vram / size]]
        : [],
    ),
  );
}

/** Resident models from `/api/ps`: name -> hex digest. */
export function parseResident(answer: Answer): Readonly<Record<string, string>> {
  const value = jsonOf(answer) as { models?: { name?: unknown; digest?: unknown }[] } | undefined;
  const models = Array.isArray(value?.models) ? value.models : [];
  return Object.fromEntries(models.map(({ name, digest }) => [String(name), String(digest)]));
}

/** The same as a list, of one engine; a tag that was moved stands there twice when its earlier model is not let go. */
export function parseRunning(answer: Answer): readonly LoadedFact[] | undefined {
  const value = jsonOf(answer) as { models?: readonly { name?: unknown; digest?: unknown }[] } | undefined;
  if (!Array.isArray(value?.models)) return undefined;
  return value.models.map(({ name, digest }) => ({ name: String(name), digest: String(digest) }));
}
