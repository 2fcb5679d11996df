import { relative } from "node:path";
import { type Command, Option } from "commander";
import { APIS, type Api } from "../model/api.ts";
import { EXIT } from "../model/failure.ts";
import type { SecretRef } from "../model/pool.ts";
import { WORKLOADS, type WorkloadName } from "../model/workload.ts";
import { CONTEXT } from "../model/workloads.ts";
import { renderLadderSummary } from "../report/text/ladder-summary.ts";
import type { LocalWish } from "../run/local-target.ts";
import { count, rungs, usage } from "./counts.ts";
import { cast, common, print } from "./stage-door.ts";

/** The folder below `reports/` of runs that belong to no pool. */
const POOL = "laptop";

interface LadderOptions {
  readonly url: string;
  readonly model?: string;
  readonly api?: Api;
  readonly rungs?: readonly number[];
  readonly requests: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly workload?: WorkloadName;
  readonly context?: number;
  readonly embedModel?: string;
  readonly perMinute?: number;
  readonly corpus?: string;
  readonly note?: string;
  readonly key?: SecretRef;
  readonly yes?: boolean;
}

/** The verb of one person with one machine: ladder. */
export function ladderVerb(program: Command): void {
  program
    .command("ladder")
    .description("find out how many streams the model server on this machine carries; needs no inventory")
    .option("--url <url>", "where it listens, on this machine", "http://localhost:11434")
    .option("--model <name>", "as the server names it (default: the one there is, or the one in memory)")
    .addOption(
      new Option("--api <name>", "how it is asked (default: its own API where it has one)").choices(APIS),
    )
    .option("--rungs <list>", "streams at once, ascending from 1 (default: 1,2,4,8)", rungs)
    .option("--requests <count>", "requests on each rung; a p95 needs 72", count("--requests"), 100)
    .option("--prompt-tokens <count>", "length of each prompt, about", count("--prompt-tokens"), 256)
    .option("--output-tokens <count>", "length of each answer, at the most", count("--output-tokens"), 64)
    .addOption(
      new Option("--workload <name>", "what is sent; docs/workloads.md (default: uniform)").choices(
        WORKLOADS,
      ),
    )
    .option("--context <tokens>", `longest prompt of a workload (default: ${CONTEXT})`, count("--context"))
    .option("--embed-model <name>", "who embeds in a mixed workload (default: nobody)")
    .option(
      "--per-minute <count>",
      "requests of each stream, at random times (default: as answers end)",
      rate,
    )
    .option("--note <text>", "how the machine stands, for the report: fan, lid, surface, cooling")
    .option("--corpus <file>", "text that prompts are cut from")
    .option("--key <ref>", "API key of the server: file:PATH or env:NAME", keyRef)
    .option("--yes", "ask nothing")
    .action(async (options: LadderOptions, command: Command) => {
      process.exitCode = await climb(options, command);
    });
}

async function climb(options: LadderOptions, command: Command): Promise<number> {
  const { yes } = options;
  const json = common(command).json === true;
  const mayAsk = yes !== true && !json && process.stdin.isTTY && process.stdout.isTTY;
  const { ladder } = await import("../../playbooks/ladder.ts");
  const { terminalQuestions } = await import("./questions.ts");
  const run = await ladder({
    ...localWish(options, command),
    ask: mayAsk ? terminalQuestions() : undefined,
    say: (text) => json || process.stdout.write(`${text}\n`),
    cast: () => cast(command, "ladder", POOL),
  });
  if (run === undefined) {
    process.stdout.write("nothing was measured\n");
    return EXIT.done;
  }
  const { exit, result, advice, drifted, directory } = run;
  const knee = drifted.length > 0 ? undefined : result.hosts[0]?.gate.measurement.knee;
  print(
    command,
    { kind: "ladder", directory, verdict: result.verdict, exit, knee, drifted, advice },
    `\n${renderLadderSummary(result, { drifted, advice })}\n\nreport ${relative(process.cwd(), directory)}/index.html`,
  );
  return exit;
}

/** What is climbed, and what each request is. */
function localWish(options: LadderOptions, command: Command): LocalWish & LadderOptions {
  const { workload: name, context = CONTEXT, embedModel, perMinute, rungs: chosen } = options;
  refuseIdle(options, command);
  const load = { name: name ?? "uniform", context, embedModel, perMinute };
  const isPlain = name === undefined && perMinute === undefined;
  return { ...options, rungs: chosen ?? RUNGS[load.name] ?? [1, 2, 4, 8], ...(!isPlain && { load }) };
}

/** Three people at most share one Mac at length; in a mixed one the third stream is the batch job. */
const RUNGS: Readonly<Partial<Record<WorkloadName, readonly number[]>>> = {
  interactive: [1, 2, 3],
  mixed: [1, 2, 3, 4, 8],
};

/** An option that would change nothing was meant to change something. */
function refuseIdle({ workload, context, embedModel }: LadderOptions, command: Command): void {
  const isUniform = workload === undefined || workload === "uniform";
  const sized = ["promptTokens", "outputTokens"].find((name) => command.getOptionValueSource(name) === "cli");
  if (!isUniform && sized !== undefined)
    throw usage(
      `--workload ${workload}`,
      "it has its own lengths",
      "set them with --context, or leave --workload out",
    );
  if (isUniform && context !== undefined)
    throw usage(
      `--context ${context}`,
      "no workload was chosen that it is for",
      "add for example --workload mixed",
    );
  if (workload !== "mixed" && embedModel !== undefined)
    throw usage(
      `--embed-model ${embedModel}`,
      "only a mixed workload has two models",
      "add --workload mixed, or name the model with --model",
    );
}

function rate(text: string): number {
  const found = Number(text);
  if (Number.isFinite(found) && found > 0) return found;
  throw usage(`--per-minute ${text}`, "it is no number above 0", "write for example --per-minute 6");
}

/** The value is not told back: somebody may have typed the key itself. */
function keyRef(text: string): SecretRef {
  if (/^(file|env|cmd):./.test(text)) return text as SecretRef;
  throw usage("--key", "it is no reference to a key", "write env:NAME or file:PATH, never the key itself");
}
