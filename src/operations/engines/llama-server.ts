import { llamaServerJob } from "../../../templates/llama-server-job.ts";
import type { LlamaServerEngine } from "../../model/engine.ts";
import { onlyModel, snapshotDirectory } from "../snapshot.ts";
import type { EngineKindPart } from "./engine-kind.ts";

/** llama-server: one GGUF file, under the name that the inventory gives the model. */
export const LLAMA_SERVER: EngineKindPart<LlamaServerEngine> = {
  api: "openai",
  served: ({ model }) => model.name,
  job: (placed) => {
    const item = onlyModel(placed);
    const file = `${snapshotDirectory(placed.layout, item)}/${item.pin.layers[0]?.path ?? ""}`;
    return llamaServerJob({ ...placed, file, alias: item.model.name });
  },
  files: () => [],
};
