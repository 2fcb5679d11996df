import type { HostFacts } from "../model/facts.ts";
import type { Answer } from "./fact.ts";

export const hardwareQuestion = {
  name: "hardware",
  script: "sysctl hw.memsize machdep.cpu.brand_string kern.bootsessionuuid iogpu.wired_limit_mb",
};

/** Memory in bytes, chip and boot session from `sysctl` in its `name: value` form. */
export function parseHardware({ stdout }: Answer): Pick<HostFacts, "memory" | "chip" | "bootId"> {
  const memory = Number(field(stdout, "hw.memsize"));
  const chip = field(stdout, "machdep.cpu.brand_string");
  const bootId = field(stdout, "kern.bootsessionuuid");
  return { ...(memory > 0 && { memory }), ...(chip && { chip }), ...(bootId && { bootId }) };
}

/** What the GPU may wire, MiB; 0 means that macOS decides. Absent where the kernel does not know the name. */
export function parseGpuMemory({ stdout }: Answer): number | undefined {
  const limit = field(stdout, "iogpu.wired_limit_mb");
  return limit !== undefined && /^\d+$/.test(limit) ? Number(limit) : undefined;
}

const field = (stdout: string, name: string): string | undefined =>
  new RegExp(`^${name.replaceAll(".", "\\.")}: (.+)$`, "m").exec(stdout)?.[1]?.trim();
