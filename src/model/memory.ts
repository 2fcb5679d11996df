import { type Bytes, bytes } from "./units.ts";

const GIB = 1024 ** 3;

export const MEMORY_PRESETS = ["conservative", "aggressive", "custom"] as const;

/** How much of a Mac's memory engines may plan for. */
export interface MemoryWish {
  readonly preset: (typeof MEMORY_PRESETS)[number];
  /** What is left to macOS and everything else; absent: what the preset says. */
  readonly reserve?: Bytes;
  /** How much more than planned the engines may come to hold, per cent; absent: what the preset says. */
  readonly growth?: number;
}

/** What a preset leaves to macOS: this share of the memory, but between `least` and `most` bytes. */
interface Reserve {
  readonly share: number;
  readonly least: number;
  readonly most: number;
}

/**
 * `conservative` is what the field leaves: 10 to 20 GB, or 15 %. `aggressive` is the least with which no kernel panic is
 * told of. The growth of `conservative` is what the rule `footprint <= plan + 5 %` lets pass.
 */
const PRESETS: Readonly<Record<"conservative" | "aggressive", Reserve & { readonly growth: number }>> = {
  conservative: { share: 0.15, least: 10 * GIB, most: 20 * GIB, growth: 5 },
  aggressive: { share: 0.15, least: 4 * GIB, most: 8 * GIB, growth: 0 },
};

const presetOf = ({ preset }: MemoryWish) => PRESETS[preset === "custom" ? "conservative" : preset];

/** What macOS and everything else keeps of `memory`, bytes. */
export function reserveOf(wish: MemoryWish, memory: number): Bytes {
  const { share, least, most } = presetOf(wish);
  return wish.reserve ?? bytes(Math.round(Math.min(most, Math.max(least, share * memory))));
}

/** How much more than planned must fit, as a part of the plan. */
export const growthOf = (wish: MemoryWish): number => (wish.growth ?? presetOf(wish).growth) / 100;

/**
 * What macOS lets the GPU wire of `memory` while nobody says otherwise: two thirds of it, and three quarters from more than
 * 36 GiB on. Newer Macs were seen to allow more (107.5 of 128 GiB); no real one has been asked by us.
 */
export const wiredByDefault = (memory: number): Bytes =>
  bytes(Math.floor(memory > 36 * GIB ? (memory * 3) / 4 : (memory * 2) / 3));

/** One term of a memory plan. */
export interface MemoryShare {
  readonly what: "weights" | "kv" | "prompt cache" | "compute" | "runtime";
  readonly bytes: number;
  /** The arithmetic, for people. */
  readonly how: string;
  /** True when the GPU wires it. */
  readonly wired: boolean;
}

/** What one model needs in one engine. */
export interface ModelMemory {
  readonly model: string;
  /** Its shape in the lock, what the inventory declares, or nothing. */
  readonly from: "metadata" | "declared" | "nothing";
  /** What was missing, and what is used in its place. */
  readonly remark?: string;
  readonly shares: readonly MemoryShare[];
  readonly bytes: number;
}

/** What one engine needs on one host with all its models. */
export interface EngineMemory {
  readonly engine: string;
  readonly kind: string;
  readonly port: number;
  readonly parallel: number;
  readonly contextLength: number;
  readonly models: readonly ModelMemory[];
  readonly runtime: MemoryShare;
  readonly bytes: number;
  readonly wired: number;
  readonly budget?: number;
}

/** What the engines of a host are planned to hold together, bytes. */
export interface WholePlan {
  readonly bytes: number;
  /** Of them what the GPU wires. */
  readonly wired: number;
}

/** The memory plan of one host, against what it has. */
export interface HostMemory {
  readonly host: string;
  readonly preset: MemoryWish["preset"];
  readonly memory: number;
  readonly reserve: number;
  /** What the engines may come to hold beyond their plan, bytes. */
  readonly growth: number;
  readonly engines: readonly EngineMemory[];
  readonly bytes: number;
  readonly wired: number;
  readonly wiredLimit: { readonly bytes: number; readonly from: "inventory" | "macOS" };
  /** Why it cannot be: over-commit, with the arithmetic. */
  readonly over: readonly string[];
  /** What cannot be planned, and what to do about it. */
  readonly unknown: readonly string[];
}

/** Whether the next release of an engine with a second port finds room there while this one serves, as long as both need the same. */
export interface SecondPlace {
  readonly engine: string;
  /** Absent: it does. */
  readonly because?: string;
}

/** What an engine was planned to hold, and what it held at most while the ladder was climbed, bytes. */
export interface EngineFootprint {
  readonly engine: string;
  readonly planned?: number;
  /** Absent: it could not be read. */
  readonly measured?: number;
}

/** The memory plan of a host, and what it means for engines with a second port. */
export interface HostRoom extends HostMemory {
  readonly secondPlaces: readonly SecondPlace[];
}
