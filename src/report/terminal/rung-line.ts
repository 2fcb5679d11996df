import type { RungEnd, RungProgress } from "../../model/event.ts";
import { formatDuration, formatSize } from "../../model/units.ts";
import { output, percentileOf } from "../format.ts";
import { counted } from "../words.ts";

/** `4 streams  TTFT p50 210 ms  p95 254 ms  p99 331 ms  128 tok/s  swap +2.3 GiB`, with the errors when there are any. */
export function rungLine({ rung: one, swapGrowth }: RungEnd): string {
  const { rung, errors } = one;
  const head = counted(rung, "stream").padStart(10);
  const three = (["p50", "p95", "p99"] as const).map((name) => percentileOf(one, "ttft", name).padEnd(7));
  const told = `${head}  TTFT p50 ${three[0]} p95 ${three[1]} p99 ${three[2]} ${output(one)}`;
  return [told, swap(swapGrowth), errors === 0 ? "" : counted(errors, "error")]
    .filter((part) => part !== "")
    .join("  ");
}

/** `41 of 100 requests · swap +0 B · about 1m 31s left`. */
export const progressText = ({ done, of, left, swapGrowth }: RungProgress): string =>
  [
    `${done} of ${counted(Math.max(done, of), "request")}`,
    swap(swapGrowth),
    left === undefined ? "" : `about ${formatDuration(left)} left`,
  ]
    .filter((part) => part !== "")
    .join(" · ");

/** What could not be read is not said. */
const swap = (growth: number | undefined): string =>
  growth === undefined ? "" : `swap +${formatSize(growth)}`;
