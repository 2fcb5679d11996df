import type { Engine } from "../../model/engine.ts";
import type { Lock, ModelPin } from "../../model/lock.ts";
import type { MemoryShare, ModelMemory } from "../../model/memory.ts";
import type { Model } from "../../model/model.ts";
import type { ModelShape } from "../../model/shape.ts";
import { formatSize } from "../../model/units.ts";
import { declaredKv, kvShare } from "./kv.ts";
import { computeShare, promptCacheShare } from "./runtime.ts";

/** A model and where it runs; `pin` is absent before the first `pin`. */
export interface Placement {
  readonly engine: Engine;
  readonly model: Model;
  readonly pin: ModelPin | undefined;
}

export const pinOf = (lock: Lock | undefined, { name }: Model): ModelPin | undefined => lock?.models[name];

const weights = (bytes: number, how: string): MemoryShare => ({ what: "weights", bytes, how, wired: true });

/** What a model needs in its engine: by what it says of itself, else by what the inventory declares. */
export function modelMemory(placement: Placement): ModelMemory {
  const { engine, model, pin } = placement;
  const known = pin?.shape ? byShape(engine, model, pin.shape) : declared(placement);
  const cache = known.from === "nothing" ? [] : promptCacheShare(engine, model, pin?.shape);
  const shares = [...known.shares, ...cache];
  return {
    model: model.name,
    ...known,
    shares,
    bytes: shares.reduce((sum, share) => sum + share.bytes, 0),
  };
}

type Known = Pick<ModelMemory, "from" | "remark" | "shares">;

function byShape(engine: Engine, model: Model, shape: ModelShape): Known {
  const kv = kvShare(engine, shape);
  const shares = [weights(shape.weights, "the files that hold them"), kv, computeShare(engine, model, shape)];
  const remark = [contradiction(engine, model, kv), beyondTraining(engine, shape)].flatMap(
    (text) => text ?? [],
  );
  return { from: "metadata", ...(remark.length > 0 && { remark: remark.join("; ") }), shares };
}

/** A declared value that the model contradicts by more than a twentieth. */
function contradiction(engine: Engine, { kvPerToken }: Model, kv: MemoryShare): string | undefined {
  if (kvPerToken === undefined) return undefined;
  const said = declaredKv(engine, kvPerToken).bytes;
  if (Math.abs(said - kv.bytes) <= 0.05 * Math.max(said, kv.bytes)) return undefined;
  return `kvPerToken declares ${formatSize(said)} of KV, its metadata says ${formatSize(kv.bytes)}: leave it out`;
}

const beyondTraining = ({ contextLength }: Engine, { context }: ModelShape): string | undefined =>
  context !== undefined && contextLength > context
    ? `contextLength ${contextLength} is more than the ${context} tokens it was trained on`
    : undefined;

/** Why there is no shape. */
function missing(pin: ModelPin | undefined): string {
  if (pin === undefined) return "it is not pinned yet, so its metadata is not known";
  return pin.shapeUnread === undefined
    ? "the lock was written before metadata was kept: run `espalier pin`"
    : `its metadata could not be read (${pin.shapeUnread})`;
}

function declared({ engine, model, pin }: Placement): Known {
  const { kvPerToken } = model;
  const held = model.weights ?? pin?.layers.reduce((sum, { bytes }) => sum + bytes, 0);
  if (kvPerToken === undefined || held === undefined) {
    const open = [
      ...(held === undefined ? ["weights"] : []),
      ...(kvPerToken === undefined ? ["kvPerToken"] : []),
    ];
    const remark = `${missing(pin)}; and the inventory declares no ${open.join(" and no ")} for it`;
    return { from: "nothing", remark, shares: [] };
  }
  const how = model.weights === undefined ? "its pinned files" : "declared";
  const remark = `${missing(pin)}; used: ${how === "declared" ? "weights and kvPerToken" : "kvPerToken"} as declared`;
  return { from: "declared", remark, shares: [weights(held, how), declaredKv(engine, kvPerToken)] };
}
