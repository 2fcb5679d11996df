import type { Command } from "commander";
import { renderAudit } from "../report/text/audit.ts";
import { renderPins } from "../report/text/pins.ts";
import { renderPlan } from "../report/text/plan.ts";
import { renderStatus } from "../report/text/status.ts";
import type { Look } from "../run/plan.ts";
import { folders, print } from "./stage-door.ts";

const several = (value: string, before: readonly string[]): readonly string[] => [
  ...before,
  ...value.split(","),
];

/** Verbs that read and compare: pin, plan, status, audit, declarations. */
export function inventoryVerbs(program: Command): void {
  program
    .command("pin <pool>")
    .description("resolve everything that can move and write it to the lock")
    .option("--check", "only hold the lock against the inventory: exit 2 when they disagree")
    .option("--accept <path>", "take a changed host key, artifact or tag, by its path", several, [])
    .action(
      async (pool: string, options: { check?: boolean; accept: readonly string[] }, command: Command) => {
        const { checkPins, pin } = await import("../../playbooks/pin.ts");
        const found = options.check
          ? await checkPins(folders(command), pool)
          : await pin(folders(command), pool, options.accept);
        print(command, { kind: "pins", ...found }, renderPins(pool, found.changes, options.check === true));
        process.exitCode = found.exit;
      },
    );

  program
    .command("plan <pool>")
    .description("show every step on every host with its reason: exit 2 when there are any")
    .option("--on <selector>", "hosts: mac-01,mac-1*,@label")
    .option("--bytes", "read every byte of the models, not only their sizes (minutes for a large store)")
    .action(async (pool: string, options: Look, command: Command) => {
      const { plan } = await import("../../playbooks/plan.ts");
      const found = await plan(folders(command), pool, options);
      print(
        command,
        { kind: "plan", ...found },
        [renderPlan(found.plans), ...found.unknown.map(({ why }) => `✗ ${why}`)].join("\n"),
      );
      process.exitCode = found.exit;
    });

  program
    .command("status <pool>")
    .description("one line per host: exit 2 when one differs, 1 when one cannot be reached")
    .option("--on <selector>", "hosts: mac-01,mac-1*,@label")
    .action(async (pool: string, options: { on?: string }, command: Command) => {
      const { status } = await import("../../playbooks/status.ts");
      const found = await status(folders(command), pool, options.on);
      print(command, { kind: "status", ...found }, renderStatus(found.hosts));
      process.exitCode = found.exit;
    });

  program
    .command("audit <pool>")
    .description("hold every host against the lock, field by field")
    .option("--on <selector>", "hosts: mac-01,mac-1*,@label")
    .option("--bytes", "read every byte of the models, not only their sizes (minutes for a large store)")
    .option("--all", "show the fields that agree, too")
    .action(async (pool: string, options: Look & { all?: boolean }, command: Command) => {
      const { audit } = await import("../../playbooks/audit.ts");
      const found = await audit(folders(command), pool, options);
      print(command, { kind: "audit", ...found }, renderAudit(found.hosts, options.all === true));
      process.exitCode = found.exit;
    });

  program
    .command("declarations <pool>")
    .description("print what an MDM has to declare about software updates (declarative device management)")
    .action(async (pool: string, _options: unknown, command: Command) => {
      const { declarations } = await import("../../playbooks/declarations.ts");
      const found = await declarations(folders(command), pool);
      print(command, { kind: "declarations", declarations: found }, JSON.stringify(found, null, 2));
    });
}
