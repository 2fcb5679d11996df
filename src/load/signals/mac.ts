import { gpuBusy, gpuMemory, gpuResets } from "./accelerator.ts";
import { footprint } from "./footprint.ts";
import { diskRate } from "./iostat.ts";
import { lowPower, onBattery } from "./pmset.ts";
import { eCores, pCores, power } from "./powermetrics.ts";
import { pressure } from "./pressure.ts";
import { type Readers, shared } from "./signal-name.ts";
import { swapUsed } from "./swap.ts";
import { thermal } from "./thermal.ts";
import { compressor, swapOuts } from "./vm-stat.ts";

/** What macOS says, and by which program. */
export const MAC: Readers = {
  footprint: (asked) => shared(asked, "footprint", footprint),
  swapUsed: ({ section }) => swapUsed(section("sysctl")),
  pressure: ({ section }) => pressure(section("sysctl")),
  thermal: ({ section }) => thermal(section("thermal")),
  swapOuts: ({ section }) => swapOuts(section("vm_stat")),
  compressor: ({ section }) => compressor(section("vm_stat")),
  gpuBusy: ({ section }) => gpuBusy(section("accelerator")),
  gpuMemory: ({ section }) => gpuMemory(section("accelerator")),
  gpuResets: ({ section }) => gpuResets(section("accelerator")),
  eCores: ({ section }) => eCores(section("powermetrics")),
  pCores: ({ section }) => pCores(section("powermetrics")),
  power: ({ section }) => power(section("powermetrics")),
  diskIo: ({ section }) => diskRate(section("iostat")),
  onBattery: ({ section }) => onBattery(section("power")),
  lowPower: ({ section }) => lowPower(section("power")),
};
