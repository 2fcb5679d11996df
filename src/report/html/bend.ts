import { diagnosis } from "../../load/diagnosis.ts";
import type { HostResult } from "../../model/gate.ts";
import type { Climb } from "../../model/sample.ts";
import { sentence } from "../format.ts";
import { html, type Part } from "./markup.ts";

/** Why the host bends where it does; nothing where it does not. */
export function bend({ gate: { measurement } }: HostResult, climb: Climb): Part {
  const causes = diagnosis(climb, measurement);
  if (causes.length === 0) return undefined;
  return html`<h3>Why it bends above ${measurement.knee} streams</h3><p>${causes.map(({ text }) => sentence(text)).join(" ")}</p>`;
}
