import type { Baseline } from "../../model/baseline.ts";
import { columns } from "./columns.ts";

/** What is enrolled: one line each, and what it speaks of below. */
export function renderBaselines(
  kept: readonly { readonly folder: string; readonly baseline: Baseline }[],
): string {
  if (kept.length === 0) return "No baseline is enrolled.";
  return kept.map(one).join("\n\n");
}

function one({ folder, baseline }: { readonly folder: string; readonly baseline: Baseline }): string {
  const { key, enrolledAt, from, noise } = baseline;
  const head = `${folder}  enrolled ${enrolledAt.slice(0, 10)} from ${from.host}, run ${from.run}`;
  const floor = Object.entries(noise?.spread ?? {}).map(
    ([metric, spread]) => `${metric} ${(100 * spread).toFixed(1)} %`,
  );
  const told =
    noise === undefined ? [] : [`  run to run, over ${noise.runs.length} runs: ${floor.join(", ")}`];
  return [head, ...columns(Object.entries(key).map(([name, value]) => [`  ${name}`, value])), ...told].join(
    "\n",
  );
}
