import { join } from "node:path";
import type { Command } from "commander";
import { renderChecks } from "../report/text/checks.ts";
import { folders, print } from "./stage-door.ts";

/** The auditor's verb: verify. */
export function reportVerbs(program: Command): void {
  program
    .command("verify <run>")
    .description(
      "check signature and evidence of a run and recompute its verdict, offline; RUN is its folder",
    )
    .option("--signers <file>", "allowed_signers file (default: the one in the inventory)")
    .action(async (run: string, options: { signers?: string }, command: Command) => {
      const signers = options.signers ?? join(folders(command).inventory, "allowed_signers");
      const { verify } = await import("../../playbooks/verify.ts");
      const found = await verify(run, signers);
      print(command, { kind: "checks", ...found }, renderChecks(found.checks, found.run));
      process.exitCode = found.exit;
    });
}
