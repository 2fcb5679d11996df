import type { Layout } from "../../model/layout.ts";
import type { Answer } from "../fact.ts";
import {
  type Assumption,
  confirmed,
  firstLine,
  holding,
  inapplicable,
  refuted,
  TIMED,
  unknown,
  within,
} from "./assumption.ts";

/** What the engines wrote when they looked for a GPU, who is logged in at the screen, and who the engines run as. */
const engineLines = ({
  logs,
}: Layout): string => `grep -h 'inference compute' '${logs}'/*.log 2>/dev/null | tail -n 1
who | awk '$2 == "console" { print "console " $1 }'
ps -A -o user=,command= | awk '/[o]llama serve/ { print "engine " $1 }'
true`;

function metalBeforeLogin({ stdout }: Answer) {
  const line = stdout.split("\n").find((item) => item.includes("inference compute"));
  if (line === undefined) return inapplicable("no Ollama has started on this host");
  if (!/library=Metal/.test(line)) return refuted(firstLine(line));
  const person = /^console (\S+)$/m.exec(stdout)?.[1];
  if (person !== undefined)
    return unknown(`Metal is there, but ${person} is logged in: restart, log nobody in, look again`);
  return confirmed("library=Metal, and nobody is logged in at the screen");
}

function metalForHidden({ stdout }: Answer) {
  const user = /^engine (\S+)$/m.exec(stdout)?.[1];
  if (user === undefined) return inapplicable("no Ollama runs on this host");
  const isMetal = /library=Metal/.test(stdout);
  if (!user.startsWith("_")) return unknown(`the engine runs as ${user}`);
  return isMetal
    ? confirmed(`it runs as ${user} with library=Metal`)
    : refuted(`as ${user} it found no Metal`);
}

/** What is known of the GPU without a tool of its own. */
export const gpuAssumptions: readonly Assumption[] = [
  {
    kind: "asked",
    id: "gpu.statistics",
    says: "ioreg tells use, memory and resets of the GPU without root",
    source: "captured output of an M4",
    script: () => "ioreg -r -d 1 -w 0 -c IOAccelerator",
    judge: holding({
      utilisation: /"Device Utilization %"=\d+/,
      "memory in use": /"In use system memory"=\d+/,
      resets: /"recoveryCount"=\d+/,
    }),
  },
  {
    kind: "asked",
    id: "gpu.powermetrics",
    says: "powermetrics tells power, GPU and thermal pressure as a property list",
    source: "powermetrics(1), captured output of M2 and M3 Ultra",
    script: () => "powermetrics -n 1 -i 200 --samplers cpu_power,gpu_power,thermal -f plist 2>/dev/null",
    judge: holding({
      thermal_pressure: /<key>thermal_pressure<\/key>\s*<string>\w+<\/string>/,
      processor: /<key>processor<\/key>/,
      gpu: /<key>gpu<\/key>/,
    }),
  },
  {
    kind: "asked",
    id: "gpu.powermetrics-cost",
    says: "A sample of powermetrics takes at most a second more than its interval",
    source: "to be measured on each chip",
    script: () =>
      `${TIMED}\ntimed powermetrics -n 1 -i 200 --samplers cpu_power,gpu_power,thermal -f plist 2>/dev/null | tail -n 1`,
    judge: within(1200),
  },
  {
    kind: "asked",
    id: "gpu.before-login",
    says: "A LaunchDaemon has Metal before anybody logs in",
    source: "ollama/ollama#2955 and many deployments; other programs report the contrary",
    script: engineLines,
    judge: metalBeforeLogin,
  },
  {
    kind: "asked",
    id: "gpu.hidden-account",
    says: "A hidden account below 500 may use the GPU",
    source: "our conclusion",
    script: engineLines,
    judge: metalForHidden,
  },
];
