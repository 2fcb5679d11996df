import { logsFiles } from "../../../templates/host/logs.ts";
import { LOGS_LABEL } from "../../model/layout.ts";
import { noop, type Operation } from "../wish.ts";
import { jobSteps } from "./host-files.ts";

/** Logs that end: what launchd holds open is emptied into an archive, and newsyslog turns that over. */
export const logs: Operation = ({ layout }, facts) => {
  const job = { operation: "logs", label: LOGS_LABEL, files: logsFiles(layout) };
  const steps = jobSteps(job, layout, facts);
  return steps.length > 0
    ? steps
    : [noop("logs", layout.logs, "archives turn over at 50 MB, seven are kept")];
};
