import type { Sample } from "../model/sample.ts";
import type { Timed } from "./exchange.ts";
import { outcomeOf } from "./outcome.ts";

/** The sample of a finished exchange. What did not come is absent. */
export function sampleOf(place: Pick<Sample, "host" | "rung" | "index" | "lap">, timed: Timed): Sample {
  const { sent, end, status, tally } = timed;
  const [outcome, error] = outcomeOf(timed);
  return {
    ...place,
    sent,
    ...given({ firstToken: tally.firstToken }),
    end,
    chunks: tally.chunks,
    ...(tally.gapMean === undefined
      ? {}
      : { gapMax: rounded(tally.gapMax), gapMean: rounded(tally.gapMean) }),
    ...given({ promptTokens: tally.promptTokens, outputTokens: tally.outputTokens }),
    outcome,
    status,
    error,
  };
}

type Given<T> = { readonly [Name in keyof T]?: Exclude<T[Name], undefined> };

const given = <T extends object>(values: T): Given<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;

/** To the microsecond, as the clock gives it. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
