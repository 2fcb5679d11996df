import type { Digest } from "./digest.ts";
import type { OsTriple } from "./lock.ts";

/** How what is assumed of a Mac fared there. `inapplicable`: what it speaks of is not on this host. */
export const OUTCOMES = ["confirmed", "refuted", "unknown", "inapplicable"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Judgement {
  readonly outcome: Outcome;
  /** What was seen, one sentence for people. */
  readonly saw: string;
}

/** The machine of a record, in its own words. */
export interface ConformedMachine {
  /** `machdep.cpu.brand_string`. */
  readonly chip: string;
  /** `hw.model`; empty when it was not told. */
  readonly model: string;
  /** Bytes. */
  readonly memory: number;
  readonly os: OsTriple;
  /** `kern.version`, whole: Apple's kernel names itself there, and so does anything else. */
  readonly kernel: string;
}

/** One assumption or one parser, held against a live machine. */
export interface ConformanceItem extends Judgement {
  readonly kind: "assumption" | "parser";
  /** `launchd.append`, `parser.power`. */
  readonly id: string;
  /** What is assumed, one sentence. */
  readonly says: string;
  /** Where it comes from. */
  readonly source: string;
  /** ISO time of the look. */
  readonly at: string;
  /** sha256 of the whole output; absent where nothing could be asked. */
  readonly output?: Digest;
  /** The output itself, relative to the record: kept for what was not confirmed. */
  readonly kept?: string;
}

/** `inventory/conformance/<chip>-<build>/record.json`. */
export interface Conformance {
  readonly format: "espalier-conformance/1";
  readonly machine: ConformedMachine;
  /** The host that was looked at, or `local`. */
  readonly host: string;
  /** ISO time of the latest look. */
  readonly at: string;
  /** Ladder revision of the Espalier that looked. */
  readonly ladder: Digest;
  /** True when probes that change something for a moment ran, too. */
  readonly invasive: boolean;
  readonly items: readonly ConformanceItem[];
}

/** What a report says about the record of a host's chip and OS build. */
export interface ConformanceNote {
  readonly chip: string;
  readonly build: string;
  /** Absent: nobody has run `espalier conform` on such a machine. */
  readonly record?: {
    readonly at: string;
    readonly kernel: string;
    /** True when `kern.version` is that of Apple's kernel for Apple silicon. */
    readonly apple: boolean;
    readonly counts: Readonly<Record<Outcome, number>>;
  };
}

/** The name of the folder of a record: `apple-m4-pro-25g83`. */
export const conformanceFolder = (chip: string, build: string): string =>
  `${chip}-${build}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");

/** Apple's kernel for Apple silicon: `Darwin Kernel Version 25.6.0: ...; root:xnu-12377.../RELEASE_ARM64_T6041`. */
export const isAppleKernel = (version: string): boolean =>
  /^Darwin Kernel Version \d.*\bxnu-.*RELEASE_ARM64/.test(version);

const count = (items: readonly ConformanceItem[], outcome: Outcome): number =>
  items.filter((item) => item.outcome === outcome).length;

export function conformanceNote(
  chip: string,
  build: string,
  record: Conformance | undefined,
): ConformanceNote {
  if (record === undefined) return { chip, build };
  const { at, items, machine } = record;
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, count(items, outcome)])) as Record<
    Outcome,
    number
  >;
  return {
    chip,
    build,
    record: { at, kernel: machine.kernel, apple: isAppleKernel(machine.kernel), counts },
  };
}

/** One line for people: what is known of such a machine, and that nothing is where nothing is. */
export function conformanceLine({ chip, build, record }: ConformanceNote): string {
  if (record === undefined) return `no conformance record for ${chip}, build ${build}`;
  const { confirmed, refuted, unknown } = record.counts;
  const day = record.at.slice(0, 10);
  const found = `${confirmed} confirmed, ${refuted} refuted, ${unknown} unknown on ${day}`;
  return record.apple
    ? `conformance of ${chip}, build ${build}: ${found}`
    : `conformance record for ${chip}, build ${build} is of no Apple kernel (it says "${record.kernel}"): ${found}`;
}
