import { parsedRule } from "../inventory/rule.ts";
import type { Climb } from "../model/climb.ts";
import type { ClientContract } from "../model/contract.ts";
import type { Rule } from "../model/rule.ts";
import type { Signal } from "../model/signal.ts";
import type { Workload } from "../model/workload.ts";

/** The rules that a climb without a pool is held against, and those that nobody could be asked. */
export interface LocalRules {
  readonly rules: readonly Rule[];
  readonly unasked: readonly string[];
}

/** Several people and agents share a laptop up to here; beyond it the knee is looked for, not judged. */
const SHARED_BY = 4;

const SIGNAL_RULES: readonly (readonly [keyof Signal, string])[] = [
  ["swapUsed", "swap.growth <= 2 GiB"],
  ["pressure", "pressure <= warning"],
];

/**
 * The default rules. One about a signal is asked when the first reading, before any load, could see that signal: what
 * goes missing later leaves its rule unproven, and is not dropped.
 */
export function localRules({ contract, signals }: Climb): LocalRules {
  const first = signals.reduce<Signal | undefined>(
    (least, one) => (least === undefined || one.at < least.at ? one : least),
    undefined,
  );
  const isSeen = ([name]: (typeof SIGNAL_RULES)[number]): boolean => first?.[name] !== undefined;
  const texts = (rows: typeof SIGNAL_RULES): readonly string[] => rows.map(([, text]) => text);
  return {
    rules: [...steadyRules(contract), ...texts(SIGNAL_RULES.filter(isSeen)).map(parsedRule)],
    unasked: texts(SIGNAL_RULES.filter((row) => !isSeen(row))),
  };
}

/** Those that are asked whatever can be read: they decide how long a rung goes on. */
export const steadyRules = (climb: Climbed): readonly Rule[] =>
  ["errors == 0", ...slowness(climb)].map(parsedRule);

type Climbed = Pick<ClientContract, "rungs" | "workload">;

/** Held at the largest rung not above four; where there is none but rung 1, which is the baseline, at the next one. */
function slowness({ rungs, workload }: Climbed): readonly string[] {
  const others = rungs.filter((rung) => rung > 1);
  const rung = others.findLast((one) => one <= SHARED_BY) ?? others[0];
  return rung === undefined ? [] : asked(workload).map((rule) => `${rule} at ${rung}`);
}

/** Nobody waits for the first token of a batch job: it asks that more streams bring no less. */
function asked(workload: Workload | undefined): readonly string[] {
  if (workload?.name === "batch") return ["jobs >= 0.9 x baseline"];
  return [
    workload?.name === "mixed" ? "ttft.p95 of interactive <= 3 x baseline" : "ttft.p95 <= 3 x baseline",
  ];
}
