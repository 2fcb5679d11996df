import type { Engine } from "../../model/engine.ts";
import type { Lock } from "../../model/lock.ts";
import type { EngineMemory, MemoryShare, ModelMemory } from "../../model/memory.ts";
import type { Host, Pool } from "../../model/pool.ts";
import { hostEngines } from "../ports.ts";
import { modelMemory, pinOf } from "./model-memory.ts";
import { runtimeShare } from "./runtime.ts";

/** A host of a pool, with the lock as far as there is one. */
export interface MemoryGround {
  readonly pool: Pool;
  readonly host: Host;
  readonly lock: Lock | undefined;
}

const total = (shares: readonly MemoryShare[]): number => shares.reduce((sum, { bytes }) => sum + bytes, 0);

const modelsOf = ({ pool, host, lock }: MemoryGround, engine: Engine): readonly ModelMemory[] =>
  host.models.flatMap((name) => {
    const model = pool.models[name];
    return model?.engine === engine.name ? [modelMemory({ engine, model, pin: pinOf(lock, model) })] : [];
  });

/** What every engine of a host needs, in the order of the inventory. */
export const engineMemories = (ground: MemoryGround): readonly EngineMemory[] =>
  hostEngines(ground.pool, ground.host).map(({ engine, port }) => {
    const models = modelsOf(ground, engine);
    const runtime = runtimeShare(engine);
    const shares = [...models.flatMap((model) => model.shares), runtime];
    const { name, kind, parallel, contextLength, budget } = engine;
    return {
      engine: name,
      kind,
      port,
      parallel,
      contextLength,
      models,
      runtime,
      bytes: total(shares),
      wired: total(shares.filter(({ wired }) => wired)),
      ...(budget !== undefined && { budget }),
    };
  });
