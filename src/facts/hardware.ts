import type { HostFacts } from "../model/facts.ts";
import type { Answer } from "./fact.ts";

export const hardwareQuestion = {
  name: "hardware",
  script: "sysctl hw.memsize machdep.cpu.brand_string kern.bootsessionuuid",
};

/** Memory in bytes, chip and boot session from `sysctl` in its `name: value` form. */
export function parseHardware({ stdout }: Answer): Pick<HostFacts, "memory" | "chip" | "bootId"> {
  const field = (name: string): string | undefined =>
    new RegExp(`^${name.replaceAll(".", "\\.")}: (.+)$`, "m").exec(stdout)?.[1]?.trim();
  const memory = Number(field("hw.memsize"));
  const chip = field("machdep.cpu.brand_string");
  const bootId = field("kern.bootsessionuuid");
  return { ...(memory > 0 && { memory }), ...(chip && { chip }), ...(bootId && { bootId }) };
}
