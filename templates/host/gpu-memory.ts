import { GPU_LABEL, type Layout } from "../../src/model/layout.ts";
import type { ReleaseFile } from "../../src/model/spec.ts";
import { renderPlist } from "../launchd-plist.ts";
import { hostJob, jobFile } from "./logs.ts";

/** The job that says at every start what the GPU may wire, MiB. */
export const gpuFiles = (layout: Layout, limit: number): readonly ReleaseFile[] => {
  const program = `${layout.root === "/" ? "" : layout.root}/usr/sbin/sysctl`;
  const job = hostJob(layout, GPU_LABEL, [program, `iogpu.wired_limit_mb=${limit}`]);
  return [{ path: jobFile(layout, GPU_LABEL), text: renderPlist(job), mode: "0644" }];
};
