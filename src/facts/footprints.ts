import { engineLabel, type Layout } from "../model/layout.ts";
import type { Question } from "../model/question.ts";
import type { Answer } from "./fact.ts";

/**
 * Prints the footprint of every program of an engine: of its job, of what that has started, and of what lives in its own
 * home, as LM Studio's service does, which leaves the program that started it. One that runs and cannot be read says so. The
 * shells that carry this question name that home, too: neither they nor what they start count.
 */
const TREE = (
  label: string,
  home: string,
): string => `root=$(launchctl print 'system/${label}' | sed -n 's/^\\tpid = //p' | head -1)
ps -A -o pid=,ppid=,command= | awk -v root="$root" -v self=$$ -v home='${home}/' '
  { parent[$1] = $2; if (index($0, home)) own[$1] = 1 }
  END {
    for (at = self; at in parent && at > 1; at = parent[at]) delete own[at]
    for (pid in own) {
      at = pid
      while (at in parent && at != self && at > 1) at = parent[at]
      if (at == self) delete own[pid]
    }
    for (pid in parent) {
      at = pid
      while (at in parent && at != root && !(at in own) && at > 1) at = parent[at]
      if ((root != "" && at == root) || at in own) print pid
    }
  }' | while read -r pid; do
  if kill -0 "$pid" 2>/dev/null; then
    footprint -p "$pid" -f bytes --noCategories 2>/dev/null || ! kill -0 "$pid" 2>/dev/null || echo unread
  fi
done`;

/** What the job of one engine holds, and has held at most since it was started. Needs root. */
export const footprintQuestion = (paths: Layout, job: string): Question => ({
  name: `footprint:${job}`,
  script: TREE(engineLabel(job), `${paths.state}/${job}/.lmstudio`),
});

/**
 * Bytes that the programs of an engine have held at most, added up: phys_footprint_peak of footprint(1), or what it holds
 * now where that is not told. `undefined` when no program runs, or one of them could not be read.
 */
export function parseFootprint({ stdout }: Answer): number | undefined {
  const blocks = stdout.split(/^Auxiliary data:$/m).slice(1);
  const sizes = blocks.map(
    (block) => /phys_footprint_peak: (\d+) B/.exec(block)?.[1] ?? /phys_footprint: (\d+) B/.exec(block)?.[1],
  );
  if (sizes.length === 0 || sizes.includes(undefined) || /^unread$/m.test(stdout)) return undefined;
  return sizes.reduce((sum, size) => sum + Number(size), 0);
}
