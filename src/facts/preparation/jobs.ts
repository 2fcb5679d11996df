import { GPU_LABEL, LOGS_LABEL } from "../../model/layout.ts";
import type { Answer } from "../fact.ts";

const LABELS = [LOGS_LABEL, GPU_LABEL];

export const jobsQuestion = {
  name: "jobs",
  script: `for l in ${LABELS.join(" ")}; do launchctl print "system/$l" >/dev/null && echo "$l"; done; true`,
};

/** The labels that launchd has loaded. */
export const parseJobs = ({ stdout }: Answer): readonly string[] =>
  stdout.split("\n").filter((line) => LABELS.includes(line));
