import type { Climb } from "../../model/climb.ts";
import type { Sample } from "../../model/sample.ts";
import type { Size } from "../../model/workload.ts";
import { BASELINE_RUNG } from "../held.ts";
import type { Doubt } from "./instrument.ts";

/** Tokenizers and chat templates differ, so that a prompt is never as long as was asked; one that is cut short or cached is far below. */
const LEAST_OF_PROMPT = 0.75;
/** Two rungs ask for the same; their mean counts may differ by this part, and by more where sizes are taken in turn. */
const EQUAL = 0.1;
const EQUAL_IN_TURN = 0.25;
/** A template's opening is in every prompt and may be remembered; a part of the prompt itself may not. */
const CACHED = { share: 0.1, tokens: 32 };

type Count = (sample: Sample) => number | undefined;
const prompt: Count = ({ promptTokens }) => promptTokens;
const output: Count = ({ outputTokens }) => outputTokens;

/** Requests that ask for the same: all of them, or those of one lane of a workload. */
interface Kind {
  readonly name: string;
  readonly sizes: readonly Size[];
  readonly samples: readonly Sample[];
}

/** What the server counted is what the contract promises, on every rung. A server that counts nothing is not doubted for it. */
export const tokens: Doubt = (climb, rung) => kindsOf(climb).flatMap((kind) => counted(kind, rung));

function kindsOf({ contract, samples }: Climb): readonly Kind[] {
  const answered = samples.filter(({ outcome }) => outcome === "ok");
  if (contract.workload === undefined) {
    const { promptTokens, outputTokens, streaming } = contract;
    return [
      { name: "", sizes: [{ promptTokens, outputTokens: streaming ? outputTokens : 0 }], samples: answered },
    ];
  }
  return contract.workload.lanes.map(({ lane, sizes }) => ({
    name: ` of ${lane}`,
    sizes,
    samples: answered.filter((sample) => sample.lane === lane),
  }));
}

function counted(kind: Kind, rung: number): readonly string[] {
  const { name, sizes } = kind;
  const wanted = sum(sizes.map(({ promptTokens }) => promptTokens)) / sizes.length;
  const asked = Math.max(...sizes.map(({ outputTokens }) => outputTokens));
  const read = mean(kind, rung, prompt);
  const most = Math.max(...counts(kind, rung, output));
  return [
    ...(read !== undefined && read < LEAST_OF_PROMPT * wanted
      ? [
          `the server read ${told(read)} of ${told(wanted)} prompt tokens${name} at rung ${rung}: cut short, or remembered`,
        ]
      : []),
    ...(asked > 0 && most > asked
      ? [`the server wrote ${most} tokens${name} at rung ${rung}, where ${asked} at the most were asked for`]
      : []),
    ...unequal(kind, rung, { what: `prompts${name}`, of: prompt }),
    ...unequal(kind, rung, { what: `answers${name}`, of: output }),
  ];
}

/** The server remembered a part of prompts that it had never seen: its cache makes the rung faster than it is. */
export const cached: Doubt = ({ samples }, rung) => {
  const known = samples.filter(
    ({ rung: at, outcome, cachedTokens }) => at === rung && outcome === "ok" && cachedTokens !== undefined,
  );
  const [read, kept] = [sum(known.map(prompt)), sum(known.map(({ cachedTokens }) => cachedTokens))];
  const bound = Math.max(CACHED.share * read, CACHED.tokens * known.length);
  return kept <= bound
    ? []
    : [
        `the server remembered ${told(kept / known.length)} of ${told(read / known.length)} prompt tokens at rung ${rung}: its cache bends the ladder`,
      ];
};

function unequal(
  kind: Kind,
  rung: number,
  { what, of }: { readonly what: string; readonly of: Count },
): readonly string[] {
  const [here, scale] = [mean(kind, rung, of), mean(kind, BASELINE_RUNG, of)];
  const bound = kind.sizes.length > 1 ? EQUAL_IN_TURN : EQUAL;
  if (here === undefined || !scale || Math.abs(here / scale - 1) <= bound) return [];
  return [`${what} had ${told(here)} tokens at rung ${rung} and ${told(scale)} at rung ${BASELINE_RUNG}`];
}

const counts = ({ samples }: Kind, rung: number, of: Count): readonly number[] =>
  samples.flatMap((sample) => (sample.rung === rung ? (of(sample) ?? []) : []));

function mean(kind: Kind, rung: number, of: Count): number | undefined {
  const all = counts(kind, rung, of);
  return all.length === 0 ? undefined : sum(all) / all.length;
}

const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

const told = (count: number): string => String(Math.round(count));
