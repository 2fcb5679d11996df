import type { LlamaServer } from "./server.ts";

const rate = (tokens: number, seconds: number): number => (seconds === 0 ? 0 : tokens / seconds);

/** Name, kind, help and value, in the order of llama.cpp. */
const rowsOf = ({ counters, stage }: LlamaServer): readonly (readonly [string, string, string, number])[] => [
  ["prompt_tokens_total", "counter", "Number of prompt tokens processed.", counters.promptTokens],
  ["prompt_seconds_total", "counter", "Prompt process time", counters.promptSeconds],
  ["tokens_predicted_total", "counter", "Number of generation tokens processed.", counters.predictedTokens],
  ["tokens_predicted_seconds_total", "counter", "Predict process time", counters.predictedSeconds],
  ["n_decode_total", "counter", "Total number of llama_decode() calls", counters.decodes],
  ["n_tokens_max", "counter", "Largest observed n_tokens.", counters.most],
  [
    "n_busy_slots_per_decode",
    "counter",
    "Average number of busy slots per llama_decode() call",
    rate(counters.busyTotal, counters.decodes),
  ],
  [
    "prompt_tokens_seconds",
    "gauge",
    "Average prompt throughput in tokens/s.",
    rate(counters.promptTokens, counters.promptSeconds),
  ],
  [
    "predicted_tokens_seconds",
    "gauge",
    "Average generation throughput in tokens/s.",
    rate(counters.predictedTokens, counters.predictedSeconds),
  ],
  ["requests_processing", "gauge", "Number of requests processing.", stage.slots.busy],
  ["requests_deferred", "gauge", "Number of requests deferred.", stage.slots.waiting],
];

/** Prometheus text. */
export const metricsOf = (server: LlamaServer): string =>
  rowsOf(server)
    .map(
      ([name, kind, help, value]) =>
        `# HELP llamacpp:${name} ${help}\n# TYPE llamacpp:${name} ${kind}\nllamacpp:${name} ${value}\n`,
    )
    .join("");
