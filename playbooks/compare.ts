// Set one side beside the other: laptop beside remote, quarter beside quarter; refuse what is not comparable.
import type { Allowance, Contrast } from "../src/model/contrast.ts";
import type { ExitCode } from "../src/model/failure.ts";
import { exitOfContrast } from "../src/rollout/verdict.ts";
import { heldBeside, partiesOf } from "../src/run/compare.ts";
import { namedRuns } from "../src/store/run-names.ts";
import type { Workspace } from "../src/store/workspace.ts";

export interface CompareCall {
  readonly folders: Workspace;
  /** Runs as a person names them, with commas. */
  readonly a: string;
  readonly b: string;
  readonly despite: readonly Allowance[];
  readonly allowedSigners: string;
  /** Take reports of pools that nobody signed. */
  readonly unsigned: boolean;
}

/**
 * Exit 0 when no difference is seen, 2 when B is faster or slower, 4 when it cannot be told. Throws `runs-incomparable` with every
 * reason, and what `verify` would have found.
 */
export async function compare(
  call: CompareCall,
): Promise<{ readonly exit: ExitCode; readonly contrast: Contrast }> {
  const { folders, despite, allowedSigners, unsigned } = call;
  const side = async (text: string) =>
    partiesOf(await namedRuns(folders, text), { allowedSigners, unsigned });
  const [a, b] = [await side(call.a), await side(call.b)];
  const contrast = heldBeside({ a, b }, despite, `${call.b} beside ${call.a}`);
  return { exit: exitOfContrast(contrast), contrast };
}
