import { formatOs } from "../facts/os.ts";
import type { HostFacts } from "../model/facts.ts";
import type { PreparationFacts } from "../model/preparation.ts";
import { formatSize } from "../model/units.ts";

/** What the host itself is while a proof is given; what it does not say is `unknown`, which equals only itself. */
export const conditions = (facts: HostFacts): Readonly<Record<string, string>> => ({
  "host.os": facts.os ? formatOs(facts.os) : "unknown",
  "host.chip": facts.chip ?? "unknown",
  "host.memory": facts.memory === undefined ? "unknown" : formatSize(facts.memory),
  "host.gpuMemory": limit(facts.preparation.gpuMemory),
  "host.power": powerMode(facts.preparation),
});

const limit = (mebibytes: number | undefined): string => {
  if (mebibytes === undefined) return "unknown";
  return mebibytes === 0 ? "as macOS decides" : `${mebibytes} MiB`;
};

const MODES: Readonly<Record<string, string>> = { "0": "automatic", "1": "low", "2": "high" };

/** The power mode on mains: `powermode` where the Mac has one, else `lowpowermode`. */
function powerMode({ power }: PreparationFacts): string {
  if (power === undefined) return "unknown";
  const settings = power["AC Power"] ?? {};
  return MODES[settings["powermode"] ?? settings["lowpowermode"] ?? "0"] ?? "unknown";
}
