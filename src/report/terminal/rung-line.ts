import type { RungMeasurement } from "../../model/gate.ts";
import { latency, rate } from "../format.ts";
import { counted } from "../words.ts";

/** `4 streams  TTFT p50 210 ms  p95 254 ms  p99 331 ms  128 tok/s`, with the errors when there are any. */
export function rungLine({ rung, ttft, throughput, errors }: RungMeasurement): string {
  const head = counted(rung, "stream").padStart(10);
  const three = [ttft.p50, ttft.p95, ttft.p99].map((value) => latency(value).padEnd(7));
  const told = `TTFT p50 ${three[0]} p95 ${three[1]} p99 ${three[2]}`;
  return `${head}  ${told} ${rate(throughput)}${errors === 0 ? "" : `  ${counted(errors, "error")}`}`;
}
