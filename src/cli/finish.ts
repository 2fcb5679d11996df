import type { Command } from "commander";
import { renderVerdictTable } from "../report/text/verdict-table.ts";
import type { Reported } from "../run/gate-report.ts";
import { print } from "./stage-door.ts";

/** Shows the end of a run that has a gate report, and where the report lies. */
export function finish(command: Command, { exit, result, directory }: Reported): void {
  if (result)
    print(
      command,
      { kind: "report", directory, verdict: result.verdict, exit },
      `\n${renderVerdictTable(result)}\n\nreport ${directory}/index.html`,
    );
  process.exitCode = exit;
}
