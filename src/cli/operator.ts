import type { Command } from "commander";
import { renderPlan } from "../report/text/plan.ts";
import type { VerbOptions, VerbOutcome } from "../run/on-hosts.ts";
import type { Cast } from "../run/performance.ts";
import { finish } from "./finish.ts";
import { performVerb } from "./operator-verb.ts";
import { cast, print } from "./stage-door.ts";

type Play = (cast: Cast, options: VerbOptions) => Promise<VerbOutcome>;

/** Each is loaded when it is asked for: a person on call waits for nothing else. */
const VERBS: readonly { readonly name: string; readonly does: string; readonly load: () => Promise<Play> }[] =
  [
    {
      name: "drain",
      does: "stop taking requests and let the running streams end",
      load: async () => (await import("../../playbooks/drain.ts")).drain,
    },
    {
      name: "undrain",
      does: "take requests again",
      load: async () => (await import("../../playbooks/undrain.ts")).undrain,
    },
    {
      name: "cordon",
      does: "close every host whose macOS is not the pinned and admitted one",
      load: async () => (await import("../../playbooks/cordon.ts")).cordon,
    },
    {
      name: "rollback",
      does: "return to the release that passed its gate before",
      load: async () => (await import("../../playbooks/rollback.ts")).rollback,
    },
  ];

/** Verbs for the person on call: drain, undrain, cordon, rollback, failover, update-os, take-over. */
export function operatorVerbs(program: Command): void {
  updateVerb(program);
  takeOverVerb(program);
  for (const { name, does, load } of VERBS) {
    program
      .command(`${name} <pool>`)
      .description(does)
      .requiredOption("--on <selector>", "hosts: mac-01,mac-1*,@label")
      .option("--because <reason>", "why; kept in the timeline", `${name} by hand`)
      .option("--plan", "show the steps and do none")
      .action(
        async (pool: string, options: { on: string; because: string; plan?: boolean }, command: Command) => {
          const { on, because } = options;
          const play = await load();
          const planOnly = options.plan === true;
          await performVerb(command, { verb: name, pool, planOnly }, (crew) =>
            play(crew, { on, because, planOnly }),
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
      const { failover } = await import("../../playbooks/failover.ts");
      const planOnly = options.plan === true;
      await performVerb(command, { verb: "failover", pool, planOnly }, (crew) =>
        failover(crew, { from, to, planOnly }),
      );
    });
}

/** A host of another pool comes to this one by a word that names both. */
function takeOverVerb(program: Command): void {
  program
    .command("take-over <pool>")
    .description("write this pool's name on hosts that belong to another one, which is named; deploy follows")
    .requiredOption("--on <selector>", "hosts of this pool: mac-01,mac-1*,@label")
    .requiredOption("--from <pool>", "the pool that they belong to now")
    .option("--plan", "show the steps and do none")
    .action(async (pool: string, options: { on: string; from: string; plan?: boolean }, command: Command) => {
      const { takeOver } = await import("../../playbooks/take-over.ts");
      const planOnly = options.plan === true;
      await performVerb(command, { verb: "take-over", pool, planOnly }, (crew) =>
        takeOver(crew, { on: options.on, from: options.from, planOnly }),
      );
    });
}

/** The OS update of one host, which ends with a gate report. */
function updateVerb(program: Command): void {
  program
    .command("update-os <pool> <host>")
    .description(
      "bring one host to an admitted macOS: cordon, drain, update, restart, verify, prove, open on a pass",
    )
    .option("--to <build>", "a build of os.allow (default: the one that was listed last)")
    .option("--plan", "show the steps and do none")
    .action(
      async (pool: string, host: string, options: { to?: string; plan?: boolean }, command: Command) => {
        const crew = await cast(command, "update-os", pool);
        const { updateOs } = await import("../../playbooks/update-os.ts");
        const call = { host, to: options.to, planOnly: options.plan === true };
        const { plan, ...reported } = await updateOs(crew, call).finally(crew.close);
        if (plan) print(command, { kind: "plan", plans: [plan] }, renderPlan([plan]));
        else finish(command, reported);
      },
    );
}
