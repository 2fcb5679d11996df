import type { Answer } from "../fact.ts";
import { type Assumption, holding, inapplicable, matching, TIMED, unanswered, within } from "./assumption.ts";

/** A program of another user than root, for footprint to look at. */
const SOMEBODY = `pid=$(ps -A -o pid=,user= | awk '$2 != "root" { print $1; exit }')
[ -n "$pid" ] || exit 9`;

const nobody = ({ exit }: Answer) => (exit === 9 ? inapplicable("every program here is root's") : undefined);

/** How memory is told. */
export const memoryAssumptions: readonly Assumption[] = [
  {
    kind: "asked",
    id: "memory.vm-stat",
    says: "vm_stat names its page size and counts swapouts, compressions and pages of the compressor",
    source: "vm_stat(1), captured output",
    script: () => "vm_stat",
    judge: holding({
      "page size": /page size of \d+ bytes/,
      Swapouts: /^Swapouts:\s+\d+\.$/m,
      Compressions: /^Compressions:\s+\d+\.$/m,
      "Pages occupied by compressor": /^Pages occupied by compressor:\s+\d+\.$/m,
    }),
  },
  {
    kind: "asked",
    id: "memory.pressure-query",
    says: "memory_pressure -Q tells the free share and applies no pressure",
    source: "memory_pressure(1), captured output",
    script: () => "memory_pressure -Q",
    judge: matching(/^System-wide memory free percentage: \d+%$/m),
  },
  {
    kind: "asked",
    id: "memory.gpu-limit",
    says: "iogpu.wired_limit_mb is a number of MiB, 0 while macOS decides",
    source: "captured output; ml-explore/mlx-lm#883",
    script: () => "sysctl -n iogpu.wired_limit_mb",
    judge: matching(/^\d+$/m),
  },
  {
    kind: "asked",
    id: "memory.footprint",
    says: "root reads the footprint of a program of any user in bytes",
    source: "footprint(1), captured output",
    script: () => `${SOMEBODY}\nfootprint -p "$pid" -f bytes --noCategories 2>&1`,
    judge: (answer) => nobody(answer) ?? matching(/^\s*phys_footprint: \d+ B$/m)(answer),
  },
  {
    kind: "asked",
    id: "memory.footprint-cost",
    says: "One look at a footprint takes at most half of the half second between two signals",
    source: "a report of 40 ms; to be measured on each chip",
    script: () => `${TIMED}\n${SOMEBODY}\ntimed footprint -p "$pid" -f bytes --noCategories 2>/dev/null`,
    judge: (answer) =>
      nobody(answer) ?? (/phys_footprint/.test(answer.stdout) ? within(250)(answer) : unanswered(answer)),
  },
];
