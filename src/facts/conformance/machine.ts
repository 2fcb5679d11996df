import { isAppleKernel } from "../../model/conformance.ts";
import type { Answer } from "../fact.ts";
import {
  type Assumption,
  confirmed,
  firstLine,
  holding,
  matching,
  refuted,
  unanswered,
} from "./assumption.ts";

/** `proc 14:10:4:0` beside the kernel's own counts of fast and slow cores. */
function coreKinds({ stdout, exit }: Answer) {
  const [, , fast, slow, other = "0"] =
    /"number_processors" ?: ?"proc (\d+):(\d+):(\d+)(?::(\d+))?"/.exec(stdout) ?? [];
  const level = (n: number): string | undefined =>
    new RegExp(`^hw\\.perflevel${n}\\.physicalcpu: (\\d+)$`, "m").exec(stdout)?.[1];
  if (fast === undefined || slow === undefined) return unanswered({ stdout, exit });
  const saw = `proc says ${fast} fast, ${slow} slow, ${other} of the fourth kind; the kernel ${level(0)} and ${level(1) ?? "none"}`;
  return other === "0" && level(0) === fast && (level(1) ?? "0") === slow ? confirmed(saw) : refuted(saw);
}

/** What every other assumption stands on: this is a Mac, and it says what it is. */
export const machineAssumptions: readonly Assumption[] = [
  {
    kind: "asked",
    id: "machine.kernel",
    says: "The kernel is Apple's for Apple silicon",
    source: "sysctl(8), kern.version",
    script: () => "sysctl -n kern.version",
    judge: (answer) => {
      const said = firstLine(answer.stdout);
      if (answer.exit !== 0) return unanswered(answer);
      return isAppleKernel(said) ? confirmed(said) : refuted(`kern.version says "${said}"`);
    },
  },
  {
    kind: "asked",
    id: "machine.bare",
    says: "No hypervisor stands between macOS and the machine",
    source: "sysctl(8), kern.hv_vmm_present",
    script: () => "sysctl -n kern.hv_vmm_present",
    judge: matching(/^0$/m),
  },
  {
    kind: "asked",
    id: "machine.names",
    says: "The kernel knows every name that is asked of it",
    source: "captured output of macOS 15 to 26",
    script: () =>
      "sysctl hw.model hw.memsize hw.ncpu hw.pagesize hw.perflevel0.physicalcpu machdep.cpu.brand_string kern.osversion kern.boottime kern.bootsessionuuid iogpu.wired_limit_mb vm.swapusage kern.memorystatus_vm_pressure_level kern.memorystatus_level 2>&1",
    judge: (answer) => {
      const lost = [...answer.stdout.matchAll(/unknown oid '?([\w.]+)/g)].map(([, name]) => name);
      if (lost.length > 0) return refuted(`unknown: ${lost.join(", ")}`);
      return answer.exit === 0 ? confirmed("all 13 are known") : unanswered(answer);
    },
  },
  {
    kind: "asked",
    id: "machine.page-size",
    says: "A page of memory is 16384 bytes",
    source: "vm_stat(1), captured output",
    script: () => "sysctl -n hw.pagesize",
    judge: matching(/^16384$/m),
  },
  {
    kind: "asked",
    id: "machine.core-kinds",
    says: "number_processors is `proc ALL:FAST:SLOW`, and a fourth field counts a further kind of core",
    source: "captured output of M2 Ultra and M5; the fourth field is our conclusion",
    script: () =>
      `system_profiler -json SPHardwareDataType | grep -o '"number_processors" *: *"[^"]*"'
sysctl hw.nperflevels hw.perflevel0.physicalcpu hw.perflevel1.physicalcpu hw.perflevel2.physicalcpu hw.perflevel0.name hw.perflevel1.name hw.perflevel2.name 2>/dev/null
true`,
    judge: coreKinds,
  },
  {
    kind: "asked",
    id: "machine.os",
    says: "sw_vers prints version and build, each after a tab",
    source: "sw_vers(1)",
    script: () => "sw_vers",
    judge: holding({
      ProductVersion: /^ProductVersion:\t+\d/m,
      BuildVersion: /^BuildVersion:\t+\d+[A-Z]\w+$/m,
    }),
  },
];
