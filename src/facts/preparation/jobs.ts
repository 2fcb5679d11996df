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

export const disabledQuestion = { name: "disabled", script: "launchctl print-disabled system" };

/**
 * Labels of ours that are switched off in launchd's override database, as System Settings > Login Items does: `=> disabled`,
 * on older releases `=> true`.
 */
export const parseDisabled = ({ stdout }: Answer): readonly string[] =>
  [...stdout.matchAll(/^\s*"(com\.espalier[^"]*)" => (?:disabled|true)$/gm)].map(([, label = ""]) => label);
