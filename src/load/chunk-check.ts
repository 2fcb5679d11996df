import { span } from "../model/latency.ts";
import type { ChunkTimes, Sample } from "../model/sample.ts";

/** Where chunks and samples tell different stories of the same request, one sentence; absent when they agree. */
export function chunkTrouble(samples: readonly Sample[], chunks: readonly ChunkTimes[]): string | undefined {
  const told = new Map(chunks.map((one) => [placeOf(one), one.steps]));
  if (told.size < chunks.length) return "a request stands there twice";
  if (told.size !== samples.length) return `${told.size} requests, and ${samples.length} in samples.csv`;
  const odd = samples.find((sample) => !agrees(sample, told.get(placeOf(sample))));
  return odd && `${placeOf(odd)} is another than in samples.csv`;
}

const placeOf = ({ rung, index }: Pick<Sample, "rung" | "index">): string =>
  `request ${index} of rung ${rung}`;

/** The count, the first token, the last one and the largest gap, to the microsecond. */
function agrees(sample: Sample, steps: readonly number[] | undefined): boolean {
  if (steps?.length !== sample.chunks) return false;
  const [first = 0, ...gaps] = steps;
  const sum = gaps.reduce((all, gap) => all + gap, first);
  return (
    isNear(sample, [sample.firstToken, first]) &&
    isNear(sample, [sample.lastToken, sum]) &&
    (sample.gapMax === undefined ||
      Math.round(sample.gapMax * 1000) === gaps.reduce((most, gap) => Math.max(most, gap), 0))
  );
}

/** Each step is rounded on its own: they may be off by half a microsecond each. */
function isNear({ sent, chunks }: Sample, [at, steps]: readonly [number | undefined, number]): boolean {
  return at === undefined ? chunks === 0 : Math.abs(span(sent, at) * 1000 - steps) <= chunks;
}
