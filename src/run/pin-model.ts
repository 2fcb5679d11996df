import { resolveHubModel } from "../connectors/hub.ts";
import { readShape } from "../connectors/model-shape.ts";
import { type Resolved, resolveModel } from "../connectors/registry.ts";
import { Failure } from "../model/failure.ts";
import { type ModelPin, pinName } from "../model/lock.ts";
import type { Model } from "../model/model.ts";
import type { Pool } from "../model/pool.ts";
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

/**
 * What a model is now, and what it says of itself; bytes that are pinned already need not be asked again. Throws `tag-moved`
 * when the inventory insists on other bytes.
 */
export async function pinModel(
  { supply }: Pool,
  model: Model,
  before: ModelPin | undefined,
): Promise<ModelPin> {
  const { pin, metadata } = await resolved(supply, model);
  if (model.digest === undefined || model.digest === pin.manifest) {
    if (before?.shape !== undefined && before.manifest === pin.manifest)
      return { ...pin, shape: before.shape };
    const reading = await readShape(metadata);
    return { ...pin, ...(reading.kind === "read" ? { shape: reading.shape } : { shapeUnread: reading.why }) };
  }
  throw new Failure({
    code: "tag-moved",
    subject: `models.${model.name}`,
    saw: `${pinName(pin)} has digest ${pin.manifest}, the inventory insists on ${model.digest}`,
    hint: "name the new digest in the inventory, or drop `digest` and let the lock hold it",
  });
}
