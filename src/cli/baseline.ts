import type { Command } from "commander";
import { renderBaselines } from "../report/text/baselines.ts";
import { clock, folders, print } from "./stage-door.ts";

/** What hosts of one kind are held against: baseline enroll, baseline list. */
export function baselineVerbs(program: Command): void {
  const baseline = program
    .command("baseline")
    .description("what `x baseline` rules are held against, for each kind of host");
  baseline
    .command("enroll <pool> [run]")
    .description(
      "make what a proven run measured the baseline of its kind of host; RUN is the latest one, if it passed",
    )
    .option("--replace", "take the place of the one that is enrolled")
    .action(
      async (pool: string, run: string | undefined, options: { replace?: boolean }, command: Command) => {
        const { enrol } = await import("../../playbooks/baseline.ts");
        const replace = options.replace === true;
        const kept = await enrol({ folders: folders(command), pool, run, replace, clock });
        print(
          command,
          { kind: "baselines", baselines: kept.map((one) => one.baseline) },
          renderBaselines(kept),
        );
      },
    );
  baseline
    .command("noise <pool> <runs...>")
    .description("keep how much these runs differ, of one release that was proven several times (A/A)")
    .action(async (pool: string, runs: readonly string[], _: unknown, command: Command) => {
      const { noise } = await import("../../playbooks/noise.ts");
      const kept = await noise({ folders: folders(command), pool, runs });
      print(
        command,
        { kind: "baselines", baselines: kept.map((one) => one.baseline) },
        renderBaselines(kept),
      );
    });
  baseline
    .command("list")
    .description("every baseline of the inventory, with the kind of host it is for")
    .action(async (_: unknown, command: Command) => {
      const { enrolled } = await import("../../playbooks/baseline.ts");
      const kept = await enrolled(folders(command));
      print(
        command,
        { kind: "baselines", baselines: kept.map((one) => one.baseline) },
        renderBaselines(kept),
      );
    });
}
