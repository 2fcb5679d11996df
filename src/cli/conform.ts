import { relative } from "node:path";
import type { Command } from "commander";
import { EXIT, Failure } from "../model/failure.ts";
import { renderConformance } from "../report/text/conformance.ts";
import { clock, folders, print } from "./stage-door.ts";

interface ConformOptions {
  readonly local?: boolean;
  readonly invasive?: boolean;
}

/** What is assumed of every Mac, held against one: conform. */
export function conformVerb(program: Command): void {
  program
    .command("conform [host]")
    .description("try on a Mac everything that is assumed of it, and keep the record: exit 2 when it differs")
    .option("--local", "this machine instead of a host of the inventory")
    .option("--invasive", "also what changes something for a moment: a job, a file, a second engine")
    .action(async (host: string | undefined, options: ConformOptions, command: Command) => {
      if ((host === undefined) === (options.local !== true)) throw oneOf();
      const { conformHere, conformHost } = await import("../../playbooks/conform.ts");
      const wish = { folders: folders(command), clock, invasive: options.invasive === true };
      const found = host === undefined ? await conformHere(wish) : await conformHost(wish, host);
      const file = relative(process.cwd(), found.file);
      print(
        command,
        { kind: "conformance", file, record: found.record, exit: found.exit },
        renderConformance(found.record, file),
      );
      process.exitCode = found.exit;
    });
}

const oneOf = (): Failure =>
  new Failure({
    code: "option-invalid",
    subject: "conform",
    saw: "it looks at one machine: a host of the inventory or this one",
    hint: "write `espalier conform HOST` or `espalier conform --local`",
    exit: EXIT.usage,
  });
