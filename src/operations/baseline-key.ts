import type { BaselineKey } from "../model/baseline.ts";
import { brief, canonicalJson, digestOf, shortOf } from "../model/digest.ts";
import { formatSize } from "../model/units.ts";
import { climbedSettings, settingsText } from "./engine-settings.ts";
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
    settings: settingsText(climbedSettings(pool)),
    ladder: lock.ladder,
    contract: `${api}, ${loadText(pool.ladder)}, ${runtime}`,
  };
}

/** Why a baseline of hosts with this chip and memory, and of this model, does not speak of these; `undefined` for one of other hosts or models. */
export function unlike(key: BaselineKey, other: BaselineKey): string | undefined {
  const isNear = key.chip === other.chip && key.memory === other.memory && key.model === other.model;
  if (!isNear) return undefined;
  const names = ["engine", "slots", "settings", "ladder", "contract"] as const;
  const odd = names.filter((name) => key[name] !== other[name]);
  return odd.map((name) => `${name}: ${said(other[name])}, now ${said(key[name])}`).join("; ");
}

const said = (text: string | undefined): string => (text === undefined ? "it does not say" : brief(text));

/** The folder of a baseline: readable, and its own for every key. */
export const baselineFolder = (key: BaselineKey): string => {
  const plain = `${key.chip}-${key.memory}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `${plain}-${shortOf(digestOf(canonicalJson(key)))}`;
};
