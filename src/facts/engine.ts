import type { EngineKind } from "../model/engine.ts";
import type { Answer } from "./fact.ts";
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
}

/**
 * `mlx_lm.server` tells its version only in answers, LM Studio only to `lms`; which build they are is told by the release
 * they were started from.
 */
const TOLD: Readonly<Record<EngineKind, Told>> = {
  ollama: { path: "/api/version", version: parseVersion, resident: "/api/ps" },
  "llama-server": { path: "/props", version: parseBuild },
  "mlx-lm": { path: "/health" },
  "lm-studio": { path: "/lmstudio-greeting" },
};

const url = (port: number, path: string): string => `http://127.0.0.1:${port}${path}`;

/** The page of the proxy that answers when it runs. */
export const healthUrl = (metricsPort: number): string => url(metricsPort, "/healthz");

/** The pages that are asked of an engine. */
export const enginePages = ({ kind, port }: AskedEngine): readonly string[] => {
  const { path, resident } = TOLD[kind];
  return [path, ...(resident === undefined ? [] : [resident])].map((page) => url(port, page));
};

/** The page that answers 200 when an engine of that kind listens. */
export const listeningPath = (kind: EngineKind): string => TOLD[kind].path;

/** False for an engine that has no page with its version. */
export const tellsVersion = (kind: EngineKind): boolean => TOLD[kind].version !== undefined;

/** What the engines said: who answers, which version, which models are in memory under which digest. */
export function parseEngines(
  engines: Readonly<Record<string, AskedEngine>>,
  pages: (url: string) => Page,
): {
  readonly answering: readonly string[];
  readonly engineVersions: Readonly<Record<string, string>>;
  readonly resident: Readonly<Record<string, string>>;
} {
  const all = Object.entries(engines).map(([name, { kind, port }]) => ({ name, told: TOLD[kind], port }));
  const versions = all.flatMap(({ name, told, port }) => {
    const version = told.version?.(pages(url(port, told.path)));
    return version === undefined ? [] : [[name, version] as const];
  });
  const resident = all.flatMap(({ told, port }) =>
    told.resident === undefined ? [] : Object.entries(parseResident(pages(url(port, told.resident)))),
  );
  return {
    answering: all.filter(({ told, port }) => pages(url(port, told.path)).exit === 0).map(({ name }) => name),
    engineVersions: Object.fromEntries(versions),
    resident: Object.fromEntries(resident),
  };
}

/** What a page says in JSON; an error page says nothing. */
function json({ stdout, exit }: Answer): unknown {
  try {
    return exit === 0 ? JSON.parse(stdout) : undefined;
  } catch {
    return undefined;
  }
}

/** The version from `/api/version`, as in `{"version":"0.35.1"}`. */
export function parseVersion(answer: Answer): string | undefined {
  const value = json(answer) as { version?: unknown } | undefined;
  return typeof value?.version === "string" ? value.version : undefined;
}

/** The build from `/props` of llama-server, as in `{"build_info":"b10800-1a2b3c4"}`: `b10800`. */
export function parseBuild(answer: Answer): string | undefined {
  const value = json(answer) as { build_info?: unknown } | undefined;
  return typeof value?.build_info === "string" ? /^b\d+/.exec(value.build_info)?.[0] : undefined;
}

/** Resident models from `/api/ps`: name -> hex digest. */
export function parseResident(answer: Answer): Readonly<Record<string, string>> {
  const value = json(answer) as { models?: { name?: unknown; digest?: unknown }[] } | undefined;
  const models = Array.isArray(value?.models) ? value.models : [];
  return Object.fromEntries(models.map(({ name, digest }) => [String(name), String(digest)]));
}
