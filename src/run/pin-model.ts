import { resolveHubModel } from "../connectors/hub.ts";
import { readShape } from "../connectors/model-shape.ts";
import { type Resolved, resolveModel } from "../connectors/registry.ts";
import { mistakenPurpose } from "../inventory/purpose.ts";
import { EXIT, Failure } from "../model/failure.ts";
import { type ModelPin, pinName } from "../model/lock.ts";
import type { Model } from "../model/model.ts";
import type { Pool } from "../model/pool.ts";
import type { ModelShape } from "../model/shape.ts";
import { readAt, type SupplyWish } from "../model/supply.ts";

/** What a mirror serves is pinned under the name of the registry or hub that it stands for. */
async function resolved(supply: SupplyWish, model: Model): Promise<Resolved<ModelPin>> {
  if (model.source === "hub") {
    const { pin, metadata } = await resolveHubModel({ ...model, hub: readAt(supply, model.hub) });
    return { metadata, pin: { ...pin, hub: model.hub } };
  }
  const { pin, metadata } = await resolveModel({ ...model, registry: readAt(supply, model.registry) });
  return { metadata, pin: { ...pin, registry: model.registry } };
}

/** A header that was read when nobody asked for its pooling is read again. */
const isWhole = ({ source, pooling }: ModelShape): boolean => source === "config" || pooling !== undefined;

function purposed(model: Model, shape: ModelShape): ModelShape {
  const mistake = mistakenPurpose(model, shape);
  if (mistake === undefined) return shape;
  throw new Failure({ code: "purpose-mistaken", ...mistake, exit: EXIT.badInventory });
}

/**
 * What a model is now, and what it says of itself; bytes that are pinned already need not be asked again. Throws `tag-moved`
 * when the
 * inventory insists on other bytes, `purpose-mistaken` when it says of an embedding model that it generates, or the reverse.
 */
export async function pinModel(
  { supply }: Pool,
  model: Model,
  before: ModelPin | undefined,
): Promise<ModelPin> {
  const { pin, metadata } = await resolved(supply, model);
  if (model.digest === undefined || model.digest === pin.manifest) {
    const known = before?.manifest === pin.manifest ? before.shape : undefined;
    if (known !== undefined && isWhole(known)) return { ...pin, shape: purposed(model, known) };
    const reading = await readShape(metadata);
    if (reading.kind === "unread") return { ...pin, shapeUnread: reading.why };
    return { ...pin, shape: purposed(model, reading.shape) };
  }
  throw new Failure({
    code: "tag-moved",
    subject: `models.${model.name}`,
    saw: `${pinName(pin)} has digest ${pin.manifest}, the inventory insists on ${model.digest}`,
    hint: "name the new digest in the inventory, or drop `digest` and let the lock hold it",
  });
}
