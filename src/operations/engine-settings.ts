import type { Settings } from "../model/climbed.ts";
import type { Engine } from "../model/engine.ts";
import type { Pool } from "../model/pool.ts";
import { formatSize } from "../model/units.ts";

/** What an engine is besides its settings: who it is, where it listens, its slots, and what Espalier itself asks of it. */
const NO_SETTINGS = [
  "name",
  "kind",
  "artifact",
  "port",
  "standby",
  "parallel",
  "environment",
  "healthDeadline",
  "budget",
];

/** What the engines that a climb asks are told, in the words of the inventory: `kvCacheType`, `environment.TZ`, `vectors.contextLength`. */
export function climbedSettings({ engines, models, ladder }: Pool): Settings {
  const engineOf = (model: string | undefined): string => models[model ?? ""]?.engine ?? "";
  const [asked, embeds] = [engineOf(ladder.model), engineOf(ladder.embedModel)];
  const vectors = embeds === asked ? {} : engineSettings(engines[embeds]);
  const ofVectors = Object.entries(vectors).map(([name, value]) => [`vectors.${name}`, value]);
  return { ...engineSettings(engines[asked]), ...Object.fromEntries(ofVectors) };
}

function engineSettings(engine: Engine | undefined): Settings {
  if (engine === undefined) return {};
  const told = Object.entries(engine).filter(([name]) => !NO_SETTINGS.includes(name));
  const further = Object.entries(engine.environment).map(([name, value]) => [`environment.${name}`, value]);
  return Object.fromEntries([...told.map(([name, value]) => [name, text(name, value)]), ...further]);
}

const text = (name: string, value: unknown): string => {
  if (Array.isArray(value)) return value.join(" ") || "none";
  return name === "promptCache" ? formatSize(Number(value)) : String(value);
};

/** All of them in one line: `contextLength 8192, kvCacheType f16`. */
export const settingsText = (settings: Settings): string =>
  Object.entries(settings)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
