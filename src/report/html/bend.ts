import { drift } from "../../gates/drift.ts";
import { diagnosis } from "../../load/diagnosis.ts";
import type { Climb } from "../../model/climb.ts";
import type { HostResult } from "../../model/run-result.ts";
import { sentence } from "../format.ts";
import { counted } from "../words.ts";
import { html, type Part } from "./markup.ts";

/** Why the host bends where it does; nothing where it does not. A host that drifted bends with time, and no cause is told. */
export function bend({ gate: { measurement } }: HostResult, climb: Climb): Part {
  const causes = diagnosis(climb, measurement);
  if (causes.length === 0) return undefined;
  const drifted = drift(climb);
  const told = drifted.length > 0 ? ["no cause is told", ...drifted] : causes.map(({ text }) => text);
  return html`<h3>Why it bends above ${counted(measurement.knee ?? 0, "stream")}</h3><p>${told.map(sentence).join(" ")}</p>`;
}
