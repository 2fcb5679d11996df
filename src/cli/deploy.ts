import type { Command } from "commander";
import { Option } from "commander";
import type { Look } from "../run/plan.ts";
import type { Via } from "../run/terraform.ts";
import { finish } from "./finish.ts";
import { cast } from "./stage-door.ts";

/** Verbs that roll out: deploy, apply, and retire, which the stack calls. */
export function deployVerbs(program: Command): void {
  program
    .command("deploy <pool>")
    .description("roll the pool out through its stack, wave by wave, and prove every host")
    .addOption(
      new Option("--via <tool>", "what drives the stack")
        .choices(["terraform", "cdktf"])
        .default("terraform"),
    )
    .action(async (pool: string, options: { via: Via }, command: Command) => {
      const crew = await cast(command, "deploy", pool);
      const { deploy } = await import("../../playbooks/deploy.ts");
      const reported = await deploy(crew, options.via).finally(crew.close);
      finish(command, reported);
    });

  program
    .command("apply <pool>")
    .description("bring hosts to their wish without a stack; what the stack runs for each host")
    .option("--on <selector>", "hosts: mac-01,mac-1*,@label")
    .option("--bytes", "read every byte of the models, not only their sizes (minutes for a large store)")
    .option("--from-stack", "called by the stack: take spec and record from the environment")
    .action(async (pool: string, options: Look & { fromStack?: boolean }, command: Command) => {
      const crew = await cast(command, "apply", pool);
      const { ESPALIER_SPEC: spec, ESPALIER_RECORD: record } = process.env;
      const given = options.fromStack ? { spec, record } : {};
      const { apply } = await import("../../playbooks/apply.ts");
      const reported = await apply({ cast: crew, on: options.on, bytes: options.bytes, ...given }).finally(
        crew.close,
      );
      finish(command, reported);
    });

  program
    .command("retire <pool> <host>")
    .description("drain and clean a host that is listed under `retired:`")
    .option("--because <reason>", "retire the last host of a pool, which cannot be listed under `retired:`")
    .action(async (pool: string, host: string, options: { because?: string }, command: Command) => {
      const crew = await cast(command, "retire", pool);
      const { retire } = await import("../../playbooks/retire.ts");
      const { exit } = await retire(crew, host, options.because).finally(crew.close);
      process.exitCode = exit;
    });
}
