import type { Command } from "commander";
import { drain } from "../../playbooks/drain.ts";
import { failover } from "../../playbooks/failover.ts";
import { rollback } from "../../playbooks/rollback.ts";
import { undrain } from "../../playbooks/undrain.ts";
import { renderPlan } from "../report/text/plan.ts";
import type { VerbOptions, VerbOutcome } from "../run/on-hosts.ts";
import type { Cast } from "../run/performance.ts";
import { cast, print } from "./stage-door.ts";

const VERBS: readonly {
  readonly name: string;
  readonly does: string;
  readonly play: (cast: Cast, options: VerbOptions) => Promise<VerbOutcome>;
}[] = [
  { name: "drain", does: "stop taking requests and let the running streams end", play: drain },
  { name: "undrain", does: "take requests again", play: undrain },
  { name: "rollback", does: "return to the release that passed its gate before", play: rollback },
];

/** Verbs for the person on call: drain, undrain, rollback, failover. */
export function operatorVerbs(program: Command): void {
  for (const { name, does, play } of VERBS) {
    program
      .command(`${name} <pool>`)
      .description(does)
      .requiredOption("--on <selector>", "hosts: mac-01,mac-1*,@label")
      .option("--because <reason>", "why; kept in the timeline", `${name} by hand`)
      .option("--plan", "show the steps and do none")
      .action(
        async (pool: string, options: { on: string; because: string; plan?: boolean }, command: Command) => {
          const { on, because } = options;
          await perform(
            command,
            name,
            pool,
            (crew) => play(crew, { on, because, planOnly: options.plan === true }),
            options.plan,
          );
        },
      );
  }

  program
    .command("failover <pool>")
    .description("move the work of one host to another that is ready for it")
    .requiredOption("--from <host>", "the host that is unwell")
    .requiredOption("--to <host>", "the host that takes over")
    .option("--plan", "show the steps and do none")
    .action(async (pool: string, options: { from: string; to: string; plan?: boolean }, command: Command) => {
      const { from, to } = options;
      await perform(
        command,
        "failover",
        pool,
        (crew) => failover(crew, { from, to, planOnly: options.plan === true }),
        options.plan,
      );
    });
}

async function perform(
  command: Command,
  verb: string,
  pool: string,
  play: (crew: Cast) => Promise<VerbOutcome>,
  planOnly = false,
): Promise<void> {
  const crew = cast(command, verb, pool);
  const { exit, results } = await play(crew).finally(crew.close);
  const plans = results.map(({ plan }) => plan);
  if (planOnly) print(command, { kind: "plan", plans }, renderPlan(plans));
  process.exitCode = exit;
}
