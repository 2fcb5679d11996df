import { join } from "node:path";
import type { Command } from "commander";
import { renderContrast } from "../report/text/contrast.ts";
import { count, rungs } from "./counts.ts";
import { cast, folders, print } from "./stage-door.ts";

interface AbOptions {
  readonly on: string;
  readonly rounds: number;
  readonly rungs?: readonly number[];
  readonly requests?: number;
}

/** Old beside new on the same host: ab. */
export function abVerb(program: Command): void {
  program
    .command("ab <pool> <a> <b>")
    .description(
      "let two models of a host climb in turns, old engine beside new or quant beside quant, and compare",
    )
    .requiredOption("--on <host>", "the host that has both")
    .option("--rounds <n>", "climbs of each side", count("--rounds"), 5)
    .option("--rungs <list>", "streams (default: those of the pool's ladder)", rungs)
    .option(
      "--requests <n>",
      "requests on each rung; a p95 needs 72 (default: those of the pool's ladder)",
      count("--requests"),
    )
    .action(async (pool: string, a: string, b: string, options: AbOptions, command: Command) => {
      const allowedSigners = join(folders(command).inventory, "allowed_signers");
      const crew = await cast(command, "ab", pool);
      const { ab } = await import("../../playbooks/ab.ts");
      const call = { ...options, a, b, allowedSigners };
      const { exit, contrast, directory } = await ab(crew, call).finally(crew.close);
      const again = `compare again: espalier compare ${directory}/a ${directory}/b --despite engine,model,slots`;
      print(
        command,
        { kind: "contrast", exit, directory, ...contrast },
        `${renderContrast(contrast)}\n\n${again}`,
      );
      process.exitCode = exit;
    });
}
