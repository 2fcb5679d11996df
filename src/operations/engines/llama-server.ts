import { type LlamaServerWish, llamaServerJob } from "../../../templates/llama-server-job.ts";
import type { LlamaServerEngine } from "../../model/engine.ts";
import { VECTOR_POOLINGS } from "../../model/shape.ts";
import type { PinnedModel } from "../model.ts";
import { onlyModel, snapshotDirectory } from "../snapshot.ts";
import type { EngineKindPart } from "./engine-kind.ts";

/** How it makes its vectors: what its header says, else what the inventory does. */
function vectorsOf({ model, pin }: PinnedModel): Pick<LlamaServerWish, "vectors"> {
  if (!model.embeds) return {};
  const told = VECTOR_POOLINGS.find((pooling) => pooling === pin.shape?.pooling);
  return { vectors: told ?? model.pooling ?? "told" };
}

/** llama-server: one GGUF file, under the name that the inventory gives the model. */
export const LLAMA_SERVER: EngineKindPart<LlamaServerEngine> = {
  api: "openai",
  served: ({ model }) => model.name,
  job: (placed) => {
    const item = onlyModel(placed);
    const file = `${snapshotDirectory(placed.layout, item)}/${item.pin.layers[0]?.path ?? ""}`;
    return llamaServerJob({ ...placed, file, alias: item.model.name, ...vectorsOf(item) });
  },
  files: () => [],
};
