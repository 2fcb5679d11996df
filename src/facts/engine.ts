import type { EngineKind } from "../model/engine.ts";
import type { HostFacts } from "../model/facts.ts";
import { LLAMA_SERVER } from "./engines/llama-server.ts";
import { LM_STUDIO } from "./engines/lm-studio.ts";
import { MLX_LM } from "./engines/mlx-lm.ts";
import { OLLAMA, parseOnGpu, parseResident } from "./engines/ollama.ts";
import type { TellingPage, Told } from "./engines/told.ts";
import type { Page } from "./pages.ts";

/** An engine that is asked on loopback. */
export interface AskedEngine {
  readonly kind: EngineKind;
  readonly port: number;
  /** The port of its standby. */
  readonly standby?: number;
}

/** The engines as they serve, when the standby of some does in their place. */
export const served = (
  engines: Readonly<Record<string, AskedEngine>>,
  byStandby: readonly string[],
): Readonly<Record<string, AskedEngine>> =>
  Object.fromEntries(
    Object.entries(engines).map(([name, engine]) => [
      name,
      byStandby.includes(name) && engine.standby !== undefined
        ? { kind: engine.kind, port: engine.standby, standby: engine.port }
        : engine,
    ]),
  );

const TOLD: Readonly<Record<EngineKind, Told>> = {
  ollama: OLLAMA,
  "llama-server": LLAMA_SERVER,
  "mlx-lm": MLX_LM,
  "lm-studio": LM_STUDIO,
};

const url = (port: number, path: string): string => `http://127.0.0.1:${port}${path}`;

/** The page of the proxy that answers when it runs. */
export const healthUrl = (metricsPort: number): string => url(metricsPort, "/healthz");

/** The pages that are asked of an engine, and of its standby. */
export const enginePages = ({ kind, port, standby }: AskedEngine): readonly string[] => {
  const { path, version, resident, slots, loaded } = TOLD[kind];
  const pages = [path, version?.page, resident, slots?.page, loaded?.page];
  const ports = [port, ...(standby === undefined ? [] : [standby])];
  const each = [...new Set(pages.filter((page) => page !== undefined))];
  return ports.flatMap((at) => each.map((page) => url(at, page)));
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
): Pick<
  HostFacts,
  "answering" | "aside" | "engineVersions" | "engineSlots" | "resident" | "loaded" | "onGpu"
> {
  const all = Object.entries(engines).map(([name, { kind, port, standby }]) => {
    const answer = (path: string): Page => pages(url(port, path));
    const isAside = standby !== undefined && pages(url(standby, TOLD[kind].path)).status > 0;
    return { name, told: TOLD[kind], answer, isAside };
  });
  const read = <T>(pageOf: (told: Told) => TellingPage<T> | undefined): Readonly<Record<string, T>> =>
    Object.fromEntries(
      all.flatMap(({ name, told, answer }) => {
        const asked = pageOf(told);
        const seen = asked?.read(answer(asked.page));
        return seen === undefined ? [] : [[name, seen] as const];
      }),
    );
  const memories = all.flatMap(({ told, answer }) =>
    told.resident === undefined ? [] : [answer(told.resident)],
  );
  return {
    answering: all.filter(({ told, answer }) => answer(told.path).exit === 0).map(({ name }) => name),
    aside: all.filter(({ isAside }) => isAside).map(({ name }) => name),
    engineVersions: read(({ version }) => version),
    engineSlots: read(({ slots }) => slots),
    loaded: read(({ loaded }) => loaded),
    resident: Object.assign({}, ...memories.map(parseResident)),
    onGpu: Object.assign({}, ...memories.map(parseOnGpu)),
  };
}
