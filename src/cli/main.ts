import { Command, CommanderError, Help } from "commander";
import { EXIT, Failure } from "../model/failure.ts";
import { abVerb } from "./ab.ts";
import { baselineVerbs } from "./baseline.ts";
import { certificateVerbs } from "./certificates.ts";
import { compareVerb } from "./compare.ts";
import { conformVerb } from "./conform.ts";
import { deployVerbs } from "./deploy.ts";
import { inventoryVerbs } from "./inventory.ts";
import { keyVerbs } from "./keys.ts";
import { ladderVerb } from "./ladder.ts";
import { memoryVerb } from "./memory.ts";
import { metricsVerb } from "./metrics.ts";
import { modelVerbs } from "./models.ts";
import { operatorVerbs } from "./operator.ts";
import { reportVerbs } from "./report.ts";
import { simulatorVerbs } from "./simulator.ts";

const program = new Command("espalier")
  .description(
    "Pools of remote Apple Silicon Macs that serve local LLMs: declared, pinned, gated and proven.",
  )
  .option("--inventory <folder>", "folder with pools/, locks/ and artifacts.yaml (default: inventory)")
  .option("--json", "NDJSON events and results on stdout")
  .exitOverride()
  .configureHelp({
    optionDescription: (option) =>
      option.mandatory
        ? `${option.description} (required)`
        : Help.prototype.optionDescription.call(new Help(), option),
  })
  .showHelpAfterError("(espalier --help shows every verb)")
  .addHelpText(
    "after",
    "\nExit codes: 0 done or no difference, 1 error, 2 differences, 3 gate failed, 4 unproven, 5 lease held, 64 usage, 65 bad inventory, 130 and 143 stopped by SIGINT and SIGTERM.",
  );

for (const add of [
  inventoryVerbs,
  memoryVerb,
  modelVerbs,
  deployVerbs,
  operatorVerbs,
  keyVerbs,
  certificateVerbs,
  conformVerb,
  metricsVerb,
  ladderVerb,
  compareVerb,
  abVerb,
  baselineVerbs,
  reportVerbs,
  simulatorVerbs,
])
  add(program);

/** Plays the verb that was typed. Throws nothing but a defect. */
export async function main(): Promise<void> {
  process.stdout.on("error", leaveWithReader);
  try {
    await program.parseAsync();
    process.exitCode ??= EXIT.done;
  } catch (error) {
    process.exitCode = exitOf(error);
    if (isInterrupted(error)) process.exit();
  }
}

/** What was cut off may still wait for somebody who does not answer. */
const isInterrupted = (error: unknown): boolean =>
  error instanceof Failure && (error.exit === EXIT.interrupted || error.exit === EXIT.terminated);

/**
 * A reader that has seen enough, such as `head`, is no error of a verb that is done. One that is not done ends here, for nobody sees
 * any more what it does, and its exit code never says that it came to its end.
 */
function leaveWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  if (process.exitCode !== undefined) process.exit();
  process.stderr.write(
    "espalier: stdout: its reader left before the verb was done, which ends it; let the output go to a file, and read that\n",
  );
  process.exit(EXIT.error);
}

/** Says a failure once, on stderr; a defect keeps its stack. */
function exitOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (!(error instanceof Failure)) throw error;
  if (program.opts()["json"]) {
    const { code, subject, saw, hint, exit } = error;
    process.stdout.write(`${JSON.stringify({ kind: "failure", code, subject, saw, hint, exit })}\n`);
  } else {
    process.stderr.write(`espalier: ${error.message}\n`);
  }
  return error.exit;
}
