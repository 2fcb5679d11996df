import { diagnosis } from "../../load/diagnosis.ts";
import type { HostResult } from "../../model/gate.ts";
import type { Climb } from "../../model/sample.ts";
import { sentence } from "../format.ts";
import { counted } from "../words.ts";
import { html, type Part } from "./markup.ts";

/** Why the host bends where it does; nothing where it does not. */
export function bend({ gate: { measurement } }: HostResult, climb: Climb): Part {
  const causes = diagnosis(climb, measurement);
  if (causes.length === 0) return undefined;
  return html`<h3>Why it bends above ${counted(measurement.knee ?? 0, "stream")}</h3><p>${causes.map(({ text }) => sentence(text)).join(" ")}</p>`;
}
