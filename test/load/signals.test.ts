import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { gpuBusy, gpuMemory, gpuResets } from "../../src/load/signals/accelerator.ts";
import { coTenants } from "../../src/load/signals/co-tenants.ts";
import { diskstats } from "../../src/load/signals/diskstats.ts";
import { family } from "../../src/load/signals/family.ts";
import { footprint } from "../../src/load/signals/footprint.ts";
import { freeDisk } from "../../src/load/signals/free-disk.ts";
import { diskRate } from "../../src/load/signals/iostat.ts";
import { logErrors } from "../../src/load/signals/log-errors.ts";
import { swapInUse, zswap } from "../../src/load/signals/meminfo.ts";
import { cardsBusy, cardsMemory, cardsPower, cardsThermal } from "../../src/load/signals/nvidia.ts";
import { lowPower, onBattery } from "../../src/load/signals/pmset.ts";
import { eCores, pCores, power } from "../../src/load/signals/powermetrics.ts";
import { pressure } from "../../src/load/signals/pressure.ts";
import { proportional } from "../../src/load/signals/proportional.ts";
import { queue } from "../../src/load/signals/queue.ts";
import { reading } from "../../src/load/signals/reading.ts";
import { servicePid } from "../../src/load/signals/service-pid.ts";
import { SIGNAL_NAMES } from "../../src/load/signals/signal-name.ts";
import { stall } from "../../src/load/signals/stall.ts";
import { onBattery as mainsOff, lowPower as savingProfile } from "../../src/load/signals/supply.ts";
import { swapUsed } from "../../src/load/signals/swap.ts";
import { thermal } from "../../src/load/signals/thermal.ts";
import { thermalZones } from "../../src/load/signals/thermal-zones.ts";
import { compressor, swapOuts } from "../../src/load/signals/vm-stat.ts";
import { swappedOut } from "../../src/load/signals/vmstat.ts";

interface Case {
  readonly says: string;
  readonly stdout: readonly string[];
  readonly value?: unknown;
}

const PARSERS: Readonly<Record<string, (stdout: string) => unknown>> = {
  "service-pid": servicePid,
  family: (stdout) => family(stdout, [893]),
  footprint,
  swap: swapUsed,
  pressure,
  thermal,
  "swap-outs": swapOuts,
  compressor,
  "gpu-busy": gpuBusy,
  "gpu-memory": gpuMemory,
  "gpu-resets": gpuResets,
  "e-cores": eCores,
  "p-cores": pCores,
  power,
  "disk-rate": diskRate,
  "free-disk": freeDisk,
  queue,
  "log-errors": logErrors,
  "swap-in-use": swapInUse,
  zswap,
  "swapped-out": swappedOut,
  stall,
  proportional,
  "thermal-zones": thermalZones,
  diskstats,
  "on-battery": onBattery,
  "low-power": lowPower,
  mains: mainsOff,
  "power-profile": savingProfile,
  "co-tenants": coTenants,
  "cards-busy": cardsBusy,
  "cards-memory": cardsMemory,
  "cards-power": cardsPower,
  "cards-thermal": cardsThermal,
};

const DIRECTORY = new URL("../cases/signals/", import.meta.url);
const files = readdirSync(DIRECTORY).map((file) => file.replace(/\.json$/, ""));

test("every parser has a file of cases, and every file a parser", () => {
  expect(files.sort()).toEqual(Object.keys(PARSERS).sort());
});

describe.each(files)("%s", (file) => {
  const cases: readonly Case[] = JSON.parse(readFileSync(new URL(`${file}.json`, DIRECTORY), "utf8"));
  test.each(cases)("$says", ({ stdout, value }) => {
    expect(PARSERS[file]?.(stdout.join("\n"))).toEqual(value);
  });
});

const OUTPUT = `@@ uname
Darwin
@@ service
system/com.espalier.ollama = {
	state = running
	pid = 893
}
@@ ps
  893     1  1024
  901   893  2048
@@ sysctl
total = 2048.00M  used = 1.00M  free = 2047.00M  (encrypted)
1
@@ thermal
com.apple.system.thermalpressurelevel 0
@@ footprint 893
    phys_footprint: 1000 B
@@ footprint 901
    phys_footprint: 5000 B
`;

const LINUX_OUTPUT = `@@ uname
Linux
@@ ps
  893     1  1024
  901   893  2048
@@ meminfo
SwapTotal:       2097152 kB
SwapFree:        2097152 kB
@@ stall
some avg10=0.00 avg60=0.00 avg300=0.00 total=0
full avg10=0.00 avg60=0.00 avg300=0.00 total=0
@@ smaps 893
Pss:                   4 kB
SwapPss:               1 kB
@@ smaps 901
Pss:                  10 kB
SwapPss:               0 kB
`;

const REST = SIGNAL_NAMES.filter(
  (name) => !["rss", "footprint", "swapUsed", "pressure", "thermal", "enginePid"].includes(name),
);

describe("one reading of everything", () => {
  test("adds up the engine and its children", () => {
    const known = { rss: 3072 * 1024, footprint: 6000, swapUsed: 2 ** 20, pressure: 1, thermal: 0 };
    const values = { ...known, enginePid: 893 };
    expect(reading(OUTPUT)).toEqual({ pids: [893, 901], values, missing: REST });
  });

  test("adds up a daemon that has left its job, and reads nothing of an engine whose daemon has ended", () => {
    const table = OUTPUT.replace(
      "  901   893  2048\n",
      "  901   893  2048\n  950     1  4096\n  951   950  8192\n",
    );
    const beside = (pid: number) => reading(`${table}@@ daemon\n${pid}\n`);
    expect(beside(950)).toMatchObject({ pids: [893, 901, 950, 951], values: { rss: 15_360 * 1024 } });
    expect(beside(960)).toMatchObject({ pids: [] });
    expect(beside(960).values.rss).toBeUndefined();
  });

  test("takes the engine's pid from the caller where no service is asked", () => {
    expect(reading(OUTPUT, { pid: 901 })).toMatchObject({
      pids: [901],
      values: { rss: 2048 * 1024, footprint: 5000 },
    });
    const { missing } = reading(OUTPUT, { pid: 77 });
    expect(new Set(missing)).toEqual(new Set(["rss", "footprint", "enginePid", ...REST]));
  });

  test("has no footprint while one child's share is not known", () => {
    const { values, missing } = reading(OUTPUT.replace("    phys_footprint: 5000 B\n", ""));
    expect(values.footprint).toBeUndefined();
    expect(missing).toEqual(["footprint", ...REST]);
  });

  test("reads another system by what that system says", () => {
    const { values, missing } = reading(LINUX_OUTPUT, { pid: 893, logErrors: 0 });
    expect(values).toEqual({
      rss: 3072 * 1024,
      footprint: 15 * 1024,
      swapUsed: 0,
      pressure: 1,
      logErrors: 0,
      enginePid: 893,
    });
    expect(missing).toEqual(["thermal", ...REST.filter((name) => name !== "logErrors")]);
  });

  test.each(["", "@@ uname\nFreeBSD\n@@ sysctl\n1\n"])(
    "names everything as missing when nothing could be read, or the system is not known: %j",
    (text) => expect(reading(text)).toEqual({ pids: [], values: {}, missing: SIGNAL_NAMES }),
  );
});
