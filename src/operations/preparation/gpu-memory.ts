import { gpuFiles } from "../../../templates/host/gpu-memory.ts";
import type { HostFacts } from "../../model/facts.ts";
import { GPU_LABEL, installedPlist } from "../../model/layout.ts";
import type { Step } from "../../model/step.ts";
import { type HostWish, hand, noop, type Operation, run } from "../wish.ts";
import { jobSteps } from "./host-files.ts";

const MIB = 1024 ** 2;

/** What the GPU may wire. The kernel forgets it at every start, hence a job that says it again. */
export const gpuMemory: Operation = (wish, facts) => {
  const bytes = wish.host.gpuMemory;
  return bytes === undefined ? unlimited(wish, facts) : limited(wish, facts, Math.floor(bytes / MIB));
};

function limited({ layout }: HostWish, facts: HostFacts, wanted: number): readonly Step[] {
  const seen = facts.preparation.gpuMemory;
  const words = { operation: "gpuMemory", subject: `${wanted} MiB`, why: `the GPU may wire ${told(seen)}` };
  const job = { operation: "gpuMemory", label: GPU_LABEL, files: gpuFiles(layout, wanted) };
  const steps = [
    ...jobSteps(job, layout, facts),
    ...(seen === wanted ? [] : [run(words, "set_gpu_memory", String(wanted))]),
  ];
  return steps.length > 0
    ? steps
    : [noop("gpuMemory", words.subject, "the limit stands, after a restart too")];
}

function unlimited({ layout, host }: HostWish, { preparation }: HostFacts): readonly Step[] {
  const words = { operation: "gpuMemory", subject: host.id };
  if (preparation.jobs.includes(GPU_LABEL)) {
    const why = "the inventory leaves the limit to macOS";
    return [
      run({ ...words, why }, "retire_service", GPU_LABEL, installedPlist(layout, GPU_LABEL)),
      run({ ...words, why }, "set_gpu_memory", "0"),
    ];
  }
  if ((preparation.gpuMemory ?? 0) === 0)
    return [noop("gpuMemory", host.id, "macOS decides what the GPU may wire")];
  const why = `the GPU may wire ${told(preparation.gpuMemory)}, and the inventory does not say so`;
  const todo = `write hosts.${host.id}.gpuMemory, or drain the host and run: sudo sysctl iogpu.wired_limit_mb=0`;
  return [hand({ ...words, why }, todo)];
}

const told = (limit: number | undefined): string => {
  if (limit === undefined) return "an unknown amount";
  return limit === 0 ? "what macOS decides" : `${limit} MiB`;
};
