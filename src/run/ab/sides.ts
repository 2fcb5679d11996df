import { isSpokenBy } from "../../model/api.ts";
import { EXIT, Failure } from "../../model/failure.ts";
import type { Pool } from "../../model/pool.ts";
import type { HostWish } from "../../operations/wish.ts";

/** What is set beside each other: two models of the pool by their names. The same one twice shows what runs differ by anyway. */
export interface Sides {
  readonly a: string;
  readonly b: string;
}

/** Refuses sides that cannot stand beside each other on this host. Throws `ab-impossible` (exit 65). */
export function refuseSides(wish: HostWish, { a, b }: Sides): void {
  const { pool, host } = wish;
  const lane = pool.lanes[pool.ladder.lane];
  for (const model of [a, b]) {
    if (!host.models.includes(model))
      throw impossible(wish, `${host.id} serves ${host.models.join(", ")}, not ${model}`, SERVE);
    if (lane !== undefined && !lane.models.includes(model))
      throw impossible(
        wish,
        `lane ${pool.ladder.lane}, in which the ladder asks, does not admit ${model}`,
        `add ${model} to lanes.${pool.ladder.lane}.models`,
      );
    const strange = strangeTo(pool, model);
    if (strange !== undefined) throw impossible(wish, strange, ASK);
  }
  const engine = crowded(pool, { a, b });
  if (engine !== undefined)
    throw impossible(
      wish,
      `${a} and ${b} push each other out of ${engine}, which keeps one model (maxLoadedModels)`,
      `raise engines.${engine}.maxLoadedModels, or give one of them an engine of its own`,
    );
}

const SERVE =
  "name two models of the host; for another engine declare it beside the first, with a model of its own";

const ASK = "name two models that the ladder can ask, or set ladder.workload and ladder.api for them";

/** Why the ladder as it stands would get nothing but errors of a model. */
function strangeTo({ models, engines, ladder }: Pool, name: string): string | undefined {
  const [model, asked] = [models[name], models[ladder.model]];
  const kind = engines[model?.engine ?? ""]?.kind;
  if (model?.embeds !== asked?.embeds)
    return asked?.embeds
      ? `the ladder asks for vectors, and ${name} generates`
      : `the ladder asks for tokens, and ${name} embeds`;
  if (kind !== undefined && !isSpokenBy(ladder.api, kind))
    return `the ladder asks by ${ladder.api}, and ${name} is served by ${kind}`;
  return undefined;
}

/** The engine that both sides share and that keeps but one of them in memory. */
function crowded({ models, engines }: Pool, { a, b }: Sides): string | undefined {
  const [first, second] = [models[a]?.engine ?? "", models[b]?.engine ?? ""];
  const engine = engines[first];
  const isCrowded = a !== b && first === second && engine?.kind === "ollama" && engine.maxLoadedModels < 2;
  return isCrowded ? first : undefined;
}

const impossible = ({ pool }: HostWish, saw: string, hint: string): Failure =>
  new Failure({ code: "ab-impossible", subject: pool.source, saw, hint, exit: EXIT.badInventory });
