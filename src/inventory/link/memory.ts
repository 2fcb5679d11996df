import { formatSize } from "../../model/units.ts";
import type { Objection } from "../objection.ts";
import type { HostText, PoolText } from "../pool-text.ts";
import { sizeOf } from "../quantity.ts";
import type { Link } from "./check.ts";

/** What macOS and everything else keeps at least, bytes. */
const RESERVE = 8 * 1024 ** 3;
/** ... or as this share of the memory, when that is more. */
const RESERVE_SHARE = 0.15;

/** The models of a host fit its memory, with all slots full of context. */
export const memoryLinks: readonly Link[] = [
  {
    reads: ["hosts", "models", "engines"],
    check: ({ text }) => Object.entries(text.hosts).flatMap(([name, host]) => overCommit(name, host, text)),
  },
  {
    reads: ["hosts"],
    check: ({ text }) => Object.entries(text.hosts).flatMap(([name, host]) => overWired(name, host)),
  },
];

/** Kernel panics are told of GPU limits that leave macOS too little. */
function overWired(name: string, { memory, gpuMemory }: HostText): readonly Objection[] {
  if (gpuMemory === undefined) return [];
  const most = sizeOf(memory) - reserveOf(sizeOf(memory));
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

const reserveOf = (memory: number): number => Math.max(RESERVE, RESERVE_SHARE * memory);

interface Share {
  readonly bytes: number;
  /** The arithmetic, for people. */
  readonly shown: string;
}

/** weights + kvPerToken x contextLength x parallel; nothing for names that do not exist. */
function share(name: string, text: PoolText): readonly Share[] {
  const model = text.models[name];
  const engine = model === undefined ? undefined : text.engines[model.engine];
  if (model === undefined || engine === undefined) return [];
  const bytes = sizeOf(model.weights) + sizeOf(model.kvPerToken) * engine.contextLength * engine.parallel;
  const kv = `${model.kvPerToken} x ${engine.contextLength} tokens x ${engine.parallel} slots`;
  return [{ bytes, shown: `${name} ${formatSize(bytes)} (${model.weights} weights + ${kv})` }];
}

function overCommit(name: string, host: HostText, text: PoolText): readonly Objection[] {
  const memory = sizeOf(host.memory);
  const reserve = reserveOf(memory);
  const shares = host.models.flatMap((model) => share(model, text));
  const total = shares.reduce((sum, { bytes }) => sum + bytes, reserve);
  if (total <= memory) return [];
  const sum = [...shares.map(({ shown }) => shown), `${formatSize(reserve)} reserve for macOS`].join(" + ");
  return [
    {
      at: ["hosts", name, "memory"],
      found: `${sum} = ${formatSize(total)}`,
      wanted: `at most the ${formatSize(memory)} of ${name}`,
      todo: "take a model off this host, or lower parallel or contextLength of its engine",
    },
  ];
}
