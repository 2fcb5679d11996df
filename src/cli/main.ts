import { Command, CommanderError, Help } from "commander";
import { isInterrupted } from "../connectors/stop-signals.ts";
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
import { heedReaders } from "./readers.ts";
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
    "\nExit codes: 0 done or no difference, 1 error, 2 differences, 3 gate failed, 4 unproven, 5 lease held, 64 usage, 65 bad inventory, 129, 130 and 143 stopped by SIGHUP, SIGINT and SIGTERM.",
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
  heedReaders();
  try {
    await program.parseAsync();
    process.exitCode ??= EXIT.done;
  } catch (error) {
    process.exitCode = exitOf(error);
    // What was cut off may still wait for somebody who does not answer.
    if (isInterrupted(error)) process.exit();
  }
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
