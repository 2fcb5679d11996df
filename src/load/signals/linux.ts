import { diskstats } from "./diskstats.ts";
import { swapInUse, zswap } from "./meminfo.ts";
import { cardsBusy, cardsMemory, cardsPower, cardsThermal } from "./nvidia.ts";
import { proportional } from "./proportional.ts";
import { type Asked, type Readers, shared } from "./signal-name.ts";
import { stall } from "./stall.ts";
import { lowPower, onBattery } from "./supply.ts";
import { thermalZones } from "./thermal-zones.ts";
import { swappedOut } from "./vmstat.ts";

/** What Linux says; GPU resets and clusters of cores it does not. */
export const LINUX: Readers = {
  footprint: (asked) => shared(asked, "smaps", proportional),
  swapUsed: ({ section }) => swapInUse(section("meminfo")),
  pressure: ({ section }) => stall(section("stall")),
  thermal: hottest,
  swapOuts: ({ section }) => swappedOut(section("vmstat")),
  compressor: ({ section }) => zswap(section("meminfo")),
  gpuBusy: ({ section }) => cardsBusy(section("nvidia")),
  gpuMemory: ({ section }) => cardsMemory(section("nvidia")),
  power: ({ section }) => cardsPower(section("nvidia")),
  diskIo: ({ section }) => diskstats(section("diskstats")),
  onBattery: ({ section }) => onBattery(section("supply")),
  lowPower: ({ section }) => lowPower(section("profile")),
};

/** Of the machine and its cards; one of them is enough. */
function hottest({ section }: Asked): number | undefined {
  const levels = [thermalZones(section("zones")), cardsThermal(section("nvidia"))];
  const known = levels.filter((level) => level !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
