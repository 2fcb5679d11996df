import type { Command } from "commander";
import { renderPlan } from "../report/text/plan.ts";
import type { VerbOutcome } from "../run/on-hosts.ts";
import type { Cast } from "../run/performance.ts";
import { cast, print } from "./stage-door.ts";

/** A verb of an operator as it was called. */
export interface Call {
  readonly verb: string;
  readonly pool: string;
  /** Show the steps and do none. */
  readonly planOnly: boolean;
}

/** Performs it, shows what was only planned, and ends with its exit code. */
export async function performVerb(
  command: Command,
  { verb, pool, planOnly }: Call,
  play: (crew: Cast) => Promise<VerbOutcome>,
): Promise<void> {
  const crew = await cast(command, verb, pool);
  const { exit, results } = await play(crew).finally(crew.close);
  const plans = results.map(({ plan }) => plan);
  if (planOnly) print(command, { kind: "plan", plans }, renderPlan(plans));
  process.exitCode = exit;
}
