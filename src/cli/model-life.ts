import type { Command } from "commander";
import { renderHoldings } from "../report/text/holdings.ts";
import type { VerbOptions, VerbOutcome } from "../run/on-hosts.ts";
import type { Cast } from "../run/performance.ts";
import { performVerb } from "./operator-verb.ts";
import { folders, print } from "./stage-door.ts";

const HOSTS = "hosts: mac-01,mac-1*,@label";

interface Said {
  readonly on: string;
  readonly because: string;
  readonly plan?: boolean;
}

/** Verbs about the models that hosts hold: models list, retire, load, unload. */
export function modelLifeVerbs(models: Command): void {
  models
    .command("list <pool>")
    .description("what every host holds: size, who wants it, whether it is in memory, what could be freed")
    .option("--on <selector>", HOSTS)
    .action(async (pool: string, options: { on?: string }, command: Command) => {
      const { listModels } = await import("../../playbooks/model-life.ts");
      const found = await listModels(folders(command), pool, options.on);
      const text = [renderHoldings(found.hosts), ...found.unknown.map(({ why }) => `✕ ${why}`)];
      print(command, { kind: "models", ...found }, text.join("\n").trimStart());
      process.exitCode = found.exit;
    });

  spoken(
    models.command("retire <pool>"),
    "free the disk of models that neither the lock nor a release wants",
  ).action(async (pool: string, said: Said, command: Command) => {
    const { retireModels } = await import("../../playbooks/model-life.ts");
    await perform(command, pool, said, retireModels);
  });

  spoken(
    models.command("load <pool> <model>"),
    "bring a model of the host into memory, where it stays",
  ).action(async (pool: string, model: string, said: Said, command: Command) => {
    const { loadModel } = await import("../../playbooks/model-life.ts");
    await perform(command, pool, said, (crew, options) => loadModel(crew, { ...options, model }));
  });

  spoken(models.command("unload <pool> <model>"), "take a model out of memory; it stays on the disk").action(
    async (pool: string, model: string, said: Said, command: Command) => {
      const { unloadModel } = await import("../../playbooks/model-life.ts");
      await perform(command, pool, said, (crew, options) => unloadModel(crew, { ...options, model }));
    },
  );
}

const spoken = (command: Command, does: string): Command =>
  command
    .description(does)
    .requiredOption("--on <selector>", HOSTS)
    .option("--because <reason>", "why; kept in the timeline", "by hand")
    .option("--plan", "show the steps and do none");

type Play = (crew: Cast, options: VerbOptions) => Promise<VerbOutcome>;

async function perform(command: Command, pool: string, said: Said, play: Play): Promise<void> {
  const { on, because, plan = false } = said;
  const call = { verb: `models ${command.name()}`, pool, planOnly: plan };
  await performVerb(command, call, (crew) => play(crew, { on, because, planOnly: plan }));
}
