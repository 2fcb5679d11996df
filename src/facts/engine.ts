import type { EngineKind } from "../model/engine.ts";
import type { HostFacts, LoadedFact, SlotsFact } from "../model/facts.ts";
import type { Answer } from "./fact.ts";
import { jsonOf } from "./json-page.ts";
import type { Page } from "./pages.ts";

/** An engine that is asked on loopback. */
export interface AskedEngine {
  readonly kind: EngineKind;
  readonly port: number;
}

/** What one kind of engine tells on loopback; `path` answers as soon as it listens. */
interface Told {
  readonly path: string;
  readonly version?: (answer: Answer) => string | undefined;
  /** A page that lists what is in memory with its digest. */
  readonly resident?: string;
  /** The models in memory, and the page that tells them. */
  readonly loaded?: {
    readonly page: string;
    readonly read: (answer: Answer) => readonly LoadedFact[] | undefined;
  };
  /** The slots of each model in memory, and the page that tells them. */
  readonly slots?: {
    readonly page: string;
    readonly read: (answer: Answer) => readonly SlotsFact[] | undefined;
  };
}

/**
 * `mlx_lm.server` tells its version only in answers, LM Studio only to `lms`; which build they are is told by the release
 * they were started from.
 */
const TOLD: Readonly<Record<EngineKind, Told>> = {
  ollama: {
    path: "/api/version",
    version: parseVersion,
    resident: "/api/ps",
    loaded: { page: "/api/ps", read: parseRunning },
  },
  "llama-server": {
    path: "/props",
    version: parseBuild,
    slots: { page: "/props", read: parseProps },
    loaded: { page: "/props", read: parseAlias },
  },
  "mlx-lm": { path: "/health" },
  "lm-studio": {
    path: "/lmstudio-greeting",
    slots: { page: "/api/v1/models", read: parseInstances },
    loaded: { page: "/api/v1/models", read: parseIdentifiers },
  },
};

const url = (port: number, path: string): string => `http://127.0.0.1:${port}${path}`;

/** The page of the proxy that answers when it runs. */
export const healthUrl = (metricsPort: number): string => url(metricsPort, "/healthz");

/** The pages that are asked of an engine. */
export const enginePages = ({ kind, port }: AskedEngine): readonly string[] => {
  const { path, resident = path, slots, loaded } = TOLD[kind];
  return [...new Set([path, resident, slots?.page ?? path, loaded?.page ?? path])].map((page) =>
    url(port, page),
  );
};

/** The page that answers 200 when an engine of that kind listens. */
export const listeningPath = (kind: EngineKind): string => TOLD[kind].path;

/** False for an engine that has no page with its version. */
export const tellsVersion = (kind: EngineKind): boolean => TOLD[kind].version !== undefined;

/** False for an engine that tells its slots nowhere; Ollama does in its log. */
export const tellsSlots = (kind: EngineKind): boolean => kind === "ollama" || TOLD[kind].slots !== undefined;

/** Where Ollama lists what it has in memory. */
export const runningUrl = (port: number): string => url(port, "/api/ps");

/** What the engines said: who answers, which version, with which slots, and what is in memory, where. */
export function parseEngines(
  engines: Readonly<Record<string, AskedEngine>>,
  pages: (url: string) => Page,
): Pick<HostFacts, "answering" | "engineVersions" | "engineSlots" | "resident" | "loaded" | "onGpu"> {
  const all = Object.entries(engines).map(([name, { kind, port }]) => ({ name, told: TOLD[kind], port }));
  const versions = all.flatMap(({ name, told, port }) => {
    const version = told.version?.(pages(url(port, told.path)));
    return version === undefined ? [] : [[name, version] as const];
  });
  const slots = all.flatMap(({ name, told, port }) => {
    const seen = told.slots?.read(pages(url(port, told.slots.page)));
    return seen === undefined ? [] : [[name, seen] as const];
  });
  const loaded = all.flatMap(({ name, told, port }) => {
    const seen = told.loaded?.read(pages(url(port, told.loaded.page)));
    return seen === undefined ? [] : [[name, seen] as const];
  });
  const memories = all.flatMap(({ told, port }) =>
    told.resident === undefined ? [] : [pages(url(port, told.resident))],
  );
  return {
    answering: all.filter(({ told, port }) => pages(url(port, told.path)).exit === 0).map(({ name }) => name),
    engineVersions: Object.fromEntries(versions),
    engineSlots: Object.fromEntries(slots),
    loaded: Object.fromEntries(loaded),
    resident: Object.assign({}, ...memories.map(parseResident)),
    onGpu: Object.assign({}, ...memories.map(parseOnGpu)),
  };
}

/** The version from `/api/version`, as in `{"version":"0.35.1"}`. */
export function parseVersion(answer: Answer): string | undefined {
  const value = jsonOf(answer) as { version?: unknown } | undefined;
  return typeof value?.version === "string" ? value.version : undefined;
}

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

/** The one model of llama-server from `/props`, which answers when it is loaded. */
export function parseAlias(answer: Answer): readonly LoadedFact[] | undefined {
  const value = jsonOf(answer) as { model_alias?: unknown } | undefined;
  return typeof value?.model_alias === "string" ? [{ name: value.model_alias }] : undefined;
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
