import { mlxLmJob } from "../../../templates/mlx-lm-job.ts";
import type { MlxLmEngine } from "../../model/engine.ts";
import { onlyModel, snapshotAbove } from "../snapshot.ts";
import type { EngineKindPart } from "./engine-kind.ts";

/** mlx_lm.server: one snapshot, whose directory is called as the inventory calls the model. */
export const MLX_LM: EngineKindPart<MlxLmEngine> = {
  api: "openai",
  served: ({ model }) => model.name,
  job: (placed) => {
    const item = onlyModel(placed);
    return mlxLmJob({ ...placed, above: snapshotAbove(placed.layout, item), folder: item.model.name });
  },
  files: () => [],
};
