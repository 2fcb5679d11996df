import { reserveOf } from "../../model/memory.ts";
import { formatSize } from "../../model/units.ts";
import type { Objection } from "../objection.ts";
import type { HostText, MemoryText, PoolText } from "../pool-text.ts";
import { sizeOf } from "../quantity.ts";
import type { Link } from "./check.ts";

/**
 * What a pool declares of memory fits, before anything is pinned. Once a model's metadata is in the lock, `espalier memory`,
 * `plan`, `apply` and `deploy` hold the whole plan against every host.
 */
export const memoryLinks: readonly Link[] = [
  {
    reads: ["hosts", "models", "engines", "memory"],
    check: ({ text }) => Object.entries(text.hosts).flatMap(([name, host]) => overCommit(name, host, text)),
  },
  {
    reads: ["hosts", "memory"],
    check: ({ text }) => Object.entries(text.hosts).flatMap(([name, host]) => overWired(name, host, text)),
  },
  { reads: ["memory"], check: ({ text }) => foreignKeys(text.memory) },
];

/** Keys that only a custom plan takes. */
const foreignKeys = (memory: MemoryText): readonly Objection[] =>
  memory.preset === "custom"
    ? []
    : (["reserve", "growth"] as const)
        .filter((key) => key in memory)
        .map((key) => ({
          at: ["memory", key],
          on: "key",
          found: `${key} with preset ${memory.preset}`,
          wanted: `${key} only with preset: custom`,
          todo: "remove it, or write preset: custom",
        }));

const reserved = ({ memory: { reserve, ...wish } }: PoolText, memory: number): number =>
  reserveOf({ ...wish, ...(reserve !== undefined && { reserve: sizeOf(reserve) }) }, memory);

/** Kernel panics are told of GPU limits that leave macOS too little. */
function overWired(name: string, { memory, gpuMemory }: HostText, text: PoolText): readonly Objection[] {
  if (gpuMemory === undefined) return [];
  const most = sizeOf(memory) - reserved(text, sizeOf(memory));
  if (sizeOf(gpuMemory) <= most) return [];
  return [
    {
      at: ["hosts", name, "gpuMemory"],
      found: gpuMemory,
      wanted: `at most ${formatSize(most)}: the ${memory} of ${name} without what macOS keeps`,
      todo: "lower it, or leave it out and let macOS decide",
    },
  ];
}

interface Share {
  readonly bytes: number;
  /** The arithmetic, for people. */
  readonly shown: string;
}

/** weights + kvPerToken x contextLength x parallel; nothing for what is not declared, or does not exist. */
function share(name: string, text: PoolText): readonly Share[] {
  const model = text.models[name];
  const engine = model === undefined ? undefined : text.engines[model.engine];
  if (model?.weights === undefined || model.kvPerToken === undefined || engine === undefined) return [];
  const bytes = sizeOf(model.weights) + sizeOf(model.kvPerToken) * engine.contextLength * engine.parallel;
  const kv = `${model.kvPerToken} x ${engine.contextLength} tokens x ${engine.parallel} slots`;
  return [{ bytes, shown: `${name} ${formatSize(bytes)} (${model.weights} weights + ${kv})` }];
}

const sharesOf = ({ engines, models }: HostText, text: PoolText): readonly Share[] =>
  engines.flatMap((engine) =>
    models.filter((model) => text.models[model]?.engine === engine).flatMap((model) => share(model, text)),
  );

function overCommit(name: string, host: HostText, text: PoolText): readonly Objection[] {
  const memory = sizeOf(host.memory);
  const reserve = reserved(text, memory);
  const shares = sharesOf(host, text);
  const total = shares.reduce((sum, { bytes }) => sum + bytes, reserve);
  if (total <= memory) return [];
  const sum = [...shares.map(({ shown }) => shown), `${formatSize(reserve)} reserve for macOS`].join(" + ");
  return [
    {
      at: ["hosts", name, "memory"],
      found: `${sum} = ${formatSize(total)}`,
      wanted: `at most the ${formatSize(memory)} of ${name}`,
      todo: "take a model off this host, lower parallel or contextLength of its engine, or leave weights and kvPerToken out: pin reads them from the model",
    },
  ];
}
