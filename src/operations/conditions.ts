import { formatOs } from "../facts/os.ts";
import type { HostFacts } from "../model/facts.ts";
import { GPU_LABEL } from "../model/layout.ts";
import type { PreparationFacts } from "../model/preparation.ts";
import { formatSize } from "../model/units.ts";
import type { HostWish } from "./wish.ts";

/** What the host itself is while a proof is given; what it does not say is `unknown`, which equals only itself. */
export const conditions = (facts: HostFacts): Readonly<Record<string, string>> => ({
  "host.os": facts.os ? formatOs(facts.os) : "unknown",
  "host.chip": facts.chip ?? "unknown",
  "host.memory": facts.memory === undefined ? "unknown" : formatSize(facts.memory),
  "host.gpuMemory": limit(facts.preparation.gpuMemory),
  "host.power": powerMode(facts.preparation),
});

/** What they will be when the plan is done: the GPU's limit as wished, and no low power mode. */
export function wishedConditions(wish: HostWish, facts: HostFacts): Readonly<Record<string, string>> {
  const now = conditions(facts);
  const { leave } = wish.pool.preparation;
  const power = leave.power === undefined && now["host.power"] === "low" ? "automatic" : now["host.power"];
  const gpuMemory = leave.gpuMemory === undefined ? wishedLimit(wish, facts) : undefined;
  return {
    ...now,
    ...(power !== undefined && { "host.power": power }),
    ...(gpuMemory !== undefined && { "host.gpuMemory": limit(gpuMemory) }),
  };
}

/** MiB; 0 where ours is taken back, absent where nobody says anything. */
function wishedLimit({ host }: HostWish, { preparation }: HostFacts): number | undefined {
  if (host.gpuMemory !== undefined) return Math.floor(host.gpuMemory / MIB);
  return preparation.jobs.includes(GPU_LABEL) ? 0 : undefined;
}

const MIB = 1024 ** 2;

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
