import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { ALLOWANCES, type Allowance } from "../model/contrast.ts";
import { renderContrast } from "../report/text/contrast.ts";
import { folders, print } from "./stage-door.ts";

interface CompareOptions {
  readonly despite: readonly Allowance[];
  readonly signers?: string;
  readonly unsigned?: boolean;
}

/** Laptop beside remote, quarter beside quarter: compare. */
export function compareVerb(program: Command): void {
  program
    .command("compare <a> <b>")
    .description(
      "set the climbs of B beside those of A: reports/POOL/RUN, POOL@RUN, POOL@RUN/HOST, POOL@202611; several with a comma",
    )
    .option("--despite <what>", `compare though these differ: ${ALLOWANCES.join(",")}`, allowances, [])
    .option("--signers <file>", "allowed_signers file (default: the one in the inventory)")
    .option("--unsigned", "take reports of pools that nobody signed")
    .action(async (a: string, b: string, options: CompareOptions, command: Command) => {
      const places = folders(command);
      const allowedSigners = options.signers ?? join(places.inventory, "allowed_signers");
      const { compare } = await import("../../playbooks/compare.ts");
      const { exit, contrast } = await compare({
        ...{ folders: places, a, b, allowedSigners },
        ...{ despite: options.despite, unsigned: options.unsigned === true },
      });
      print(command, { kind: "contrast", exit, ...contrast }, renderContrast(contrast));
      process.exitCode = exit;
    });
}

function allowances(text: string, before: readonly Allowance[]): readonly Allowance[] {
  const names = text.split(",").map((name) => name.trim());
  const wrong = names.find((name) => !ALLOWANCES.some((known) => known === name));
  if (wrong === undefined) return [...before, ...(names as readonly Allowance[])];
  throw new InvalidArgumentError(`${wrong} is none of ${ALLOWANCES.join(", ")}.`);
}
