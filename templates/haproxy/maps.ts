import type { ProxyWish } from "./wish.ts";

/** Ollama reads a name without a tag as `:latest`; a client may write either. */
const spellings = (served: string): readonly string[] =>
  served.endsWith(":latest") ? [served, served.slice(0, -":latest".length)] : [served];

/** `models.map`: `<lane>|<model as the engine knows it> 1` for every pair that is allowed, sorted. */
export function renderModelsMap({ lanes, models }: Pick<ProxyWish, "lanes" | "models">): string {
  const served = (model: string): readonly string[] =>
    models[model] === undefined ? [] : spellings(models[model]);
  const lines = lanes.flatMap((lane) =>
    lane.models.flatMap(served).map((name) => `${lane.name}|${name} 1\n`),
  );
  return [...new Set(lines)].sort().join("");
}
