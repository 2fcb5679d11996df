import type { EngineJobWish } from "../../../templates/engine-job.ts";
import type { LaunchdJob } from "../../../templates/launchd-plist.ts";
import type { Engine } from "../../model/engine.ts";
import type { Layout } from "../../model/layout.ts";
import type { ReleaseFile } from "../../model/spec.ts";
import type { PinnedModel } from "../model.ts";

/** One engine on one host, with the models it serves there. */
export interface PlacedEngine<E extends Engine = Engine> extends EngineJobWish<E> {
  readonly models: readonly PinnedModel[];
}

/** What has to be known of one kind of engine to place it, beside the facts it tells. */
export interface EngineKindPart<E extends Engine> {
  /** What it speaks: the OpenAI API, and Ollama its own beside it. */
  readonly api: "ollama" | "openai";
  /** The name of a model as its clients write it. */
  readonly served: (item: PinnedModel) => string;
  readonly job: (placed: PlacedEngine<E>) => LaunchdJob;
  /** Further files of the release, for example a wrapper. */
  readonly files: (placed: PlacedEngine<E>) => readonly ReleaseFile[];
  /** Where the pid of a daemon stands that has left its job; absent: launchd knows all that the engine is. */
  readonly daemon?: (layout: Layout, engine: string) => string;
}
