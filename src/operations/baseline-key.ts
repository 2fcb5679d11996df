import type { BaselineKey } from "../model/baseline.ts";
import { canonicalJson, digestOf, shortOf } from "../model/digest.ts";
import { formatSize } from "../model/units.ts";
import { loadText } from "./load-text.ts";
import type { HostWish } from "./wish.ts";

/** The kind of a host, as baselines are kept by it. */
export function baselineKey({ pool, host, lock, spec }: HostWish): BaselineKey {
  const { api, model, runtime } = pool.ladder;
  const engine = pool.models[model]?.engine ?? "";
  const pinned = (name: string): string => spec.pins[name] ?? "not pinned";
  return {
    chip: host.chip,
    memory: formatSize(host.memory),
    model: pinned(`model.${model}`),
    engine: pinned(`engine.${engine}`),
    slots: String(pool.engines[engine]?.parallel ?? "not known"),
    ladder: lock.ladder,
    contract: `${api}, ${loadText(pool.ladder)}, ${runtime}`,
  };
}

/** The folder of a baseline: readable, and its own for every key. */
export const baselineFolder = (key: BaselineKey): string => {
  const plain = `${key.chip}-${key.memory}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `${plain}-${shortOf(digestOf(canonicalJson(key)))}`;
};
