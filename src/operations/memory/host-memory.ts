import {
  type EngineMemory,
  growthOf,
  type HostMemory,
  reserveOf,
  wiredByDefault,
} from "../../model/memory.ts";
import type { Host } from "../../model/pool.ts";
import { formatSize } from "../../model/units.ts";
import { engineMemories, type MemoryGround } from "./engine-memory.ts";

const sumOf = (engines: readonly EngineMemory[], of: "bytes" | "wired"): number =>
  engines.reduce((sum, engine) => sum + engine[of], 0);

/** What the GPU of a host may wire, and who says so. */
export const wiredLimitOf = ({ memory, gpuMemory }: Host): HostMemory["wiredLimit"] =>
  gpuMemory === undefined
    ? { bytes: wiredByDefault(memory), from: "macOS" }
    : { bytes: gpuMemory, from: "inventory" };

/** The memory plan of one host: what its engines need, against its memory, its GPU and the budgets of the engines. */
export function hostMemory(ground: MemoryGround): HostMemory {
  const { pool, host } = ground;
  const engines = engineMemories(ground);
  const bytes = sumOf(engines, "bytes");
  const plan = {
    host: host.id,
    preset: pool.memory.preset,
    memory: host.memory,
    reserve: reserveOf(pool.memory, host.memory),
    growth: Math.ceil(bytes * growthOf(pool.memory)),
    engines,
    bytes,
    wired: sumOf(engines, "wired"),
    wiredLimit: wiredLimitOf(host),
  };
  return {
    ...plan,
    over: [...tooMuch(plan), ...tooMuchWired(plan), ...tooMuchEach(plan)],
    unknown: unknownOf(plan),
  };
}

type Plan = Omit<HostMemory, "over" | "unknown">;

const terms = (engines: readonly EngineMemory[], of: "bytes" | "wired"): string =>
  engines.map((engine) => `${engine.engine} ${formatSize(engine[of])}`).join(" + ");

function tooMuch({ engines, bytes, growth, reserve, memory }: Plan): readonly string[] {
  const whole = bytes + growth + reserve;
  if (whole <= memory) return [];
  const more = growth > 0 ? ` + ${formatSize(growth)} growth` : "";
  return [
    `${terms(engines, "bytes")}${more} + ${formatSize(reserve)} reserve for macOS = ${formatSize(whole)}, ` +
      `${formatSize(whole - memory)} more than its ${formatSize(memory)}`,
  ];
}

function tooMuchWired({ engines, wired, wiredLimit }: Plan): readonly string[] {
  if (wired <= wiredLimit.bytes) return [];
  const whose = wiredLimit.from === "macOS" ? "macOS lets the GPU wire" : "gpuMemory lets the GPU wire";
  return [
    `the GPU would wire ${terms(engines, "wired")} = ${formatSize(wired)}, ${whose} ${formatSize(wiredLimit.bytes)}`,
  ];
}

const tooMuchEach = ({ engines }: Plan): readonly string[] =>
  engines.flatMap(({ engine, bytes, budget }) =>
    budget !== undefined && bytes > budget
      ? [`${engine} needs ${formatSize(bytes)}, its budget is ${formatSize(budget)}`]
      : [],
  );

const unknownOf = ({ engines }: Plan): readonly string[] =>
  engines.flatMap(({ models }) =>
    models.flatMap(({ model, from, remark }) => (from === "nothing" ? [`${model}: ${remark}`] : [])),
  );
