import { lmStudioJob, lmStudioScript } from "../../../templates/lm-studio-job.ts";
import { lmStudioPid, lmStudioWrapper } from "../../../templates/lm-studio-script.ts";
import { shortOf } from "../../model/digest.ts";
import type { LmStudioEngine } from "../../model/engine.ts";
import { snapshotDirectory } from "../snapshot.ts";
import type { EngineKindPart } from "./engine-kind.ts";

/** LM Studio: its models are loaded under the names that the inventory gives them. */
export const LM_STUDIO: EngineKindPart<LmStudioEngine> = {
  api: "openai",
  served: ({ model }) => model.name,
  job: lmStudioJob,
  daemon: lmStudioPid,
  files: (placed) => {
    const models = placed.models.map((item) => ({
      snapshot: snapshotDirectory(placed.layout, item),
      folder: shortOf(item.pin.manifest),
      identifier: item.model.name,
      embeds: item.model.embeds,
    }));
    const text = lmStudioWrapper({ ...placed, models });
    return [{ path: lmStudioScript(placed.engine.name), text, mode: "0755" }];
  },
};
