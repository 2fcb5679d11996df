import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SLOWER } from "../engine/curve.ts";
import type { Job } from "../launchd/job.ts";
import type { SimulatedMac } from "../mac/mac.ts";
import { signal } from "../pids.ts";
import type { Fault } from "./fault.ts";
import { turn } from "./knobs.ts";

const GIB = 1024 ** 3;

const PROGRAMS = /\/(ollama|llama-server|mlx_lm\.server)$/;
const isEngine = ({ definition }: Job): boolean => PROGRAMS.test(definition.arguments[0] ?? "");

/** launchd's own, and those that went away from their wrapper. */
function killEngines({ launchd, state }: SimulatedMac): void {
  for (const job of launchd.jobs.filter(isEngine)) job.kill("SIGKILL");
  for (const pid of state.engines) signal(pid, "SIGKILL");
}

/** What the simulated codesign takes for changed bytes. */
const CHANGE = "# tampered";

function ollamaPrograms({ root }: SimulatedMac): readonly string[] {
  const releases = join(root, "opt/espalier/releases/ollama");
  if (!existsSync(releases)) return [];
  return readdirSync(releases)
    .map((name) => join(releases, name, "ollama"))
    .filter((path) => existsSync(path));
}

const crash = turn({ crash: true });
const shader = turn({ shaderBroken: true });

/** Faults of the engine on one host. */
export const ENGINE_FAULTS: readonly Fault[] = [
  {
    kind: "kill-engine",
    sentence: "The engine is killed once with SIGKILL; launchd starts it again after the throttle.",
    strike: ({ mac }) => killEngines(mac),
  },
  {
    kind: "crash-loop",
    sentence: "The engine dies right after every start; between two tries launchctl says spawn scheduled.",
    strike: (target) => {
      crash.strike(target);
      killEngines(target.mac);
    },
    clear: crash.clear,
  },
  {
    kind: "hang-engine",
    sentence: "The engine accepts connections and never answers; streams under way stand still.",
    ...turn({ hang: true }),
  },
  {
    kind: "slow-engine",
    sentence: "The engine prefills ten times slower and decodes at half the speed.",
    ...turn(SLOWER),
  },
  {
    kind: "memory-growth",
    sentence: "The engine leaks 8 GiB of memory per second until the host swaps.",
    ...turn({ leakBytesPerSecond: 8 * GIB }),
  },
  {
    kind: "shader-failure",
    sentence:
      "The GPU's shaders do not compile: every load ends with an error in the engine's log and a 500.",
    strike: (target) => {
      shader.strike(target);
      killEngines(target.mac);
    },
    clear: shader.clear,
  },
  {
    kind: "dead-runner",
    sentence:
      "What generates is dead behind a live port: models are listed, and a generation fails or waits for ever.",
    ...turn({ runnerDead: true }),
  },
  {
    kind: "cpu-fallback",
    sentence:
      "A part of every model of Ollama is computed on the CPU: size_vram is below size, and decode is slow.",
    ...turn({ gpuPart: 0.6, decodeTokensPerSecond: 60 }),
  },
  {
    kind: "changed-program",
    sentence:
      "The program of Ollama on the disk is another one by a line: codesign finds its signature broken.",
    strike: ({ mac }) => {
      for (const path of ollamaPrograms(mac)) appendFileSync(path, `${CHANGE}\n`);
    },
    clear: ({ mac }) => {
      for (const path of ollamaPrograms(mac))
        writeFileSync(path, readFileSync(path, "utf8").replaceAll(`${CHANGE}\n`, ""));
    },
  },
  {
    kind: "unwired-weights",
    sentence: "After half a second without a request the first token takes 1.5 s longer.",
    ...turn({ unwiredAfterMilliseconds: 500, wireMilliseconds: 1500 }),
  },
];
