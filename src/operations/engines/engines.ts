import type { LaunchdJob } from "../../../templates/launchd-plist.ts";
import type { Engine, EngineKind } from "../../model/engine.ts";
import type { Layout } from "../../model/layout.ts";
import type { ReleaseFile } from "../../model/spec.ts";
import { artifactDirectory, pinned } from "../artifact.ts";
import { hostModels, type PinnedModel } from "../model.ts";
import { hostEngines } from "../ports.ts";
import type { HostWish } from "../wish.ts";
import type { EngineKindPart, PlacedEngine } from "./engine-kind.ts";
import { LLAMA_SERVER } from "./llama-server.ts";
import { LM_STUDIO } from "./lm-studio.ts";
import { MLX_LM } from "./mlx-lm.ts";
import { OLLAMA } from "./ollama.ts";

const PARTS: { readonly [K in EngineKind]: EngineKindPart<Extract<Engine, { kind: K }>> } = {
  ollama: OLLAMA,
  "llama-server": LLAMA_SERVER,
  "mlx-lm": MLX_LM,
  "lm-studio": LM_STUDIO,
};

/** The part of an engine's own kind: its functions take exactly that engine. */
const partOf = ({ kind }: Engine): EngineKindPart<Engine> => PARTS[kind] as EngineKindPart<Engine>;

/** The engines of a host with their programs and their models. Throws when the lock knows one of them not. */
export function placedEngines(
  wish: Pick<HostWish, "pool" | "host" | "lock" | "catalogue" | "layout">,
): readonly PlacedEngine[] {
  const models = hostModels(wish);
  return hostEngines(wish.pool, wish.host).map((one) => {
    const { engine } = one;
    const item = pinned(wish, engine.artifact);
    return {
      ...one,
      layout: wish.layout,
      program: item.artifact.program,
      release: artifactDirectory(item),
      models: models.filter(({ model }) => model.engine === engine.name),
    };
  });
}

export const engineJobOf = (placed: PlacedEngine): LaunchdJob => partOf(placed.engine).job(placed);
export const engineFilesOf = (placed: PlacedEngine): readonly ReleaseFile[] =>
  partOf(placed.engine).files(placed);
/** Where the pid of an engine's daemon stands, if it has one that left its job. */
export const daemonOf = (engine: Engine, layout: Layout): string | undefined =>
  partOf(engine).daemon?.(layout, engine.name);
export const apiOf = (engine: Engine): "ollama" | "openai" => partOf(engine).api;

/** The name of a model as clients of its engine write it. */
export const servedName = ({ pool }: Pick<HostWish, "pool">, item: PinnedModel): string => {
  const engine = pool.engines[item.model.engine];
  return engine === undefined ? item.model.name : partOf(engine).served(item);
};
