import { type Api, isStreaming } from "./api.ts";
import type { LaneLoad, LoadLane, Size, Workload, WorkloadName } from "./workload.ts";

/** What decides a workload. */
export interface WorkloadWish extends Size {
  readonly name: WorkloadName;
  /** How the model is asked that chats. */
  readonly api: Api;
  /** The longest prompt, tokens; all others but those of `uniform` are shares of it. */
  readonly context: number;
  /** True when a model that embeds is there, too: without one `mixed` has no such lane. */
  readonly embeds: boolean;
  readonly perMinute?: number | undefined;
}

/** The longest prompt where nobody says another, tokens. */
export const CONTEXT = 32_768;

/** The workload as the ladder sends it: every size spelled out. */
export function workloadOf(wish: WorkloadWish): Workload {
  const { name, perMinute } = wish;
  const lanes = name === "mixed" ? mixed(wish) : [LANES[name](wish)];
  return { name, lanes, ...(perMinute !== undefined && { perMinute }) };
}

/** Two people, a batch job, an agent, and an index that is being filled. */
const mixed = (wish: WorkloadWish): readonly LaneLoad[] => [
  { ...interactive(wish), streams: 2 },
  batch(wish),
  agents(wish),
  ...(wish.embeds ? [embed(wish)] : []),
];

const lane = (name: LoadLane, { api }: WorkloadWish, sizes: readonly Size[]): LaneLoad => ({
  lane: name,
  streams: 1,
  api,
  sizes,
});

const size = (promptTokens: number, outputTokens: number): Size => ({
  promptTokens: Math.max(1, Math.round(promptTokens)),
  outputTokens,
});

const uniform = (wish: WorkloadWish): LaneLoad =>
  lane("uniform", wish, [size(wish.promptTokens, wish.outputTokens)]);

/** A person at an editor: half of the prompts an eighth of the context long, one in eight all of it. */
const interactive = (wish: WorkloadWish): LaneLoad =>
  lane(
    "interactive",
    wish,
    [8, 4, 8, 2, 8, 4, 8, 1].map((share) => size(wish.context / share, 256)),
  );

/** A job that reads one document after another. */
const batch = (wish: WorkloadWish): LaneLoad => lane("batch", wish, [size(wish.context / 16, 256)]);

/** Programs that call often and briefly, ask now and then whether anybody is there, and sometimes bring all they know. */
function agents(wish: WorkloadWish): LaneLoad {
  const [call, beat] = [size(wish.context / 64, 64), size(16, 1)];
  const calls = [call, call, call];
  const half = (share: number): readonly Size[] => [
    ...[...calls, beat, ...calls],
    size(wish.context / share, 256),
  ];
  return lane("agents", wish, [...half(4), ...half(2)]);
}

const embed = (wish: WorkloadWish): LaneLoad => ({
  ...lane("embed", wish, [size(wish.context / 64, 0)]),
  api: embeddingApi(wish.api),
});

/** How a server is asked for vectors that is asked for answers by `api`. */
export const embeddingApi = (api: Api): Api => {
  if (!isStreaming(api)) return api;
  return api.startsWith("ollama") ? "ollama-embed" : "openai-embeddings";
};

const LANES: Readonly<Record<LoadLane, (wish: WorkloadWish) => LaneLoad>> = {
  uniform,
  interactive,
  batch,
  agents,
  embed,
};
