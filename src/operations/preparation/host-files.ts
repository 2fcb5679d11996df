import { jobFile } from "../../../templates/host/logs.ts";
import { digestOf, hexOf } from "../../model/digest.ts";
import type { HostFacts } from "../../model/facts.ts";
import { installedPlist, type Layout } from "../../model/layout.ts";
import type { ReleaseFile } from "../../model/spec.ts";
import type { PutStep, Step } from "../../model/step.ts";
import { run } from "../wish.ts";

/** The steps that bring files outside the releases to their bytes; `path` of each is absolute. */
export const fileSteps = (
  operation: string,
  files: readonly ReleaseFile[],
  { preparation }: HostFacts,
): readonly PutStep[] =>
  files
    .filter(({ path, text }) => preparation.files[path] !== hexOf(digestOf(text)))
    .map(({ path, text, mode }) => {
      const why = path in preparation.files ? "its bytes differ" : "it is not there";
      return { kind: "put", operation, subject: path, why, path, text, mode };
    });

/** A job of the host with the files it needs; one of them is its property list. */
export interface HostJob {
  readonly operation: string;
  readonly label: string;
  readonly files: readonly ReleaseFile[];
}

/** The files of a job, and its start when launchd does not run it from exactly these bytes. */
export function jobSteps(job: HostJob, layout: Layout, facts: HostFacts): readonly Step[] {
  const { operation, label, files } = job;
  const wanted = jobFile(layout, label);
  const plist = files.find(({ path }) => path === wanted)?.text ?? "";
  const installed = installedPlist(layout, label);
  const seen = facts.preparation.files[installed];
  const puts = fileSteps(operation, files, facts);
  if (facts.preparation.jobs.includes(label) && seen === hexOf(digestOf(plist))) return puts;
  const why = facts.preparation.jobs.includes(label)
    ? "its property list differs"
    : "launchd does not know it";
  return [...puts, run({ operation, subject: label, why }, "start_service", label, wanted, installed)];
}
