import type { Lane } from "../../src/model/lane.ts";
import type { ProxyWish, ServedModel } from "./wish.ts";

type Ground = Pick<ProxyWish, "lanes" | "models">;

/** The models of a lane that this host serves. */
export const laneModels = (lane: Lane, { models }: Pick<Ground, "models">): readonly ServedModel[] =>
  lane.models.flatMap((model) => models[model] ?? []);

/** Ollama reads a name without a tag as `:latest`; a client may write either. */
export const spellings = (served: string): readonly string[] =>
  served.endsWith(":latest") ? [served, served.slice(0, -":latest".length)] : [served];

/** `models.map`: `<lane>|<model as the engine knows it> <engine>` for every pair that is allowed, sorted. */
export function renderModelsMap(wish: Ground): string {
  const lines = wish.lanes.flatMap((lane) =>
    laneModels(lane, wish).flatMap(({ served, engine }) =>
      spellings(served).map((name) => `${lane.name}|${name} ${engine}\n`),
    ),
  );
  return [...new Set(lines)].sort().join("");
}
