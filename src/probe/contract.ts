import { corpusDigest, PROMPT_DIGEST } from "../load/prompt.ts";
import { isStreaming } from "../model/api.ts";
import type { ClientContract } from "../model/contract.ts";
import { largestOf, type Size } from "../model/workload.ts";
import type { LadderConfig } from "./config.ts";

/** The client's side of the bargain that this config makes; `corpus` is the text of its file. */
export const contractOf = (
  config: LadderConfig,
  { runtime, corpus }: { readonly runtime: string; readonly corpus?: string | undefined },
): ClientContract => ({
  api: config.api ?? "openai-chat",
  streaming: isStreaming(config.api ?? "openai-chat"),
  keepAlive: true,
  compression: "none",
  prompt: corpus === undefined ? PROMPT_DIGEST : corpusDigest(corpus),
  ...sizeOf(config),
  ...(config.workload && { workload: config.workload }),
  library: "node:http",
  runtime,
  model: config.model,
  rungs: config.rungs,
  requests: config.requests,
  ...(config.budget && { budget: config.budget }),
});

const sizeOf = ({ workload, promptTokens, outputTokens }: LadderConfig): Size =>
  workload === undefined ? { promptTokens, outputTokens } : largestOf(workload);
