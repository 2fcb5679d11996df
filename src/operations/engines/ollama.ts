import { ollamaJob } from "../../../templates/ollama-job.ts";
import { ollamaName } from "../../facts/models.ts";
import type { OllamaEngine } from "../../model/engine.ts";
import { isHubPin } from "../../model/lock.ts";
import type { EngineKindPart } from "./engine-kind.ts";

/** Ollama: models of a registry, named as it names them. */
export const OLLAMA: EngineKindPart<OllamaEngine> = {
  api: "ollama",
  served: ({ model, pin }) => (isHubPin(pin) ? model.name : ollamaName(pin)),
  job: ollamaJob,
  files: () => [],
};
