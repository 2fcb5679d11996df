import type { RungMeasurement } from "../../model/gate.ts";
import { latency, rate } from "../format.ts";
import { counted } from "../words.ts";

/** `4 streams  TTFT p50 210 ms  p95 254 ms  p99 331 ms  128 tok/s`, with the errors when there are any. */
export function rungLine({ rung, ttft, throughput, errors }: RungMeasurement): string {
  const head = counted(rung, "stream").padStart(10);
  const three = `TTFT p50 ${latency(ttft.p50)}  p95 ${latency(ttft.p95)}  p99 ${latency(ttft.p99)}`;
  return `${head}  ${three}  ${rate(throughput)}${errors === 0 ? "" : `  ${counted(errors, "error")}`}`;
}
