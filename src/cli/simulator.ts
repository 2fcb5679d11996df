import { resolve } from "node:path";
import { type Command, Option } from "commander";
import type { EngineSet } from "../../simulator/inventory-engines.ts";
import { EXIT, Failure } from "../model/failure.ts";
import type { Via } from "../run/terraform.ts";
import { common, print } from "./stage-door.ts";

/** Loaded when it is asked for: the other verbs start without the simulator. */
const control = () => import("../../simulator/control.ts");

const HOME = ".espalier/sim";

interface SimOptions {
  readonly dir: string;
}

interface UpOptions extends SimOptions {
  readonly hosts: number;
  readonly engines: EngineSet;
  readonly gateways: number;
}

function gatewayCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0 && count <= 8) return count;
  throw new Failure({
    code: "count-invalid",
    subject: `--gateways ${text}`,
    saw: "it is no whole number from 0 to 8",
    hint: "write for example --gateways 2",
    exit: EXIT.usage,
  });
}

/** Each gateway needs a Mac of its own. */
function fitting(gateways: number, hosts: number): number {
  if (gateways <= hosts) return gateways;
  throw new Failure({
    code: "count-invalid",
    subject: `--gateways ${gateways}`,
    saw: `there are only ${hosts} Macs, and each carries one at most`,
    hint: "raise --hosts",
    exit: EXIT.usage,
  });
}

function hostCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0 && count <= 200) return count;
  throw new Failure({
    code: "count-invalid",
    subject: `--hosts ${text}`,
    saw: "it is no whole number from 1 to 200",
    hint: "write for example --hosts 3",
    exit: EXIT.usage,
  });
}

/** The tour in one command. */
function demoVerb(program: Command): void {
  program
    .command("demo")
    .description("start an embedded pool, deploy it for real, show the verdict, stop it")
    .option("--hosts <count>", "how many simulated Macs", hostCount, 3)
    .option("--break <story>", "tell the other story: slow-engine")
    .addOption(new Option("--via <tool>", "what drives the stack").choices(["terraform", "cdktf"]))
    .action(async (options: { hosts: number; break?: string; via?: Via }, command: Command) => {
      const { demo, STORIES } = await import("./demo.ts");
      if (options.break !== undefined && !(options.break in STORIES))
        throw noStory(options.break, Object.keys(STORIES));
      process.exitCode = await demo({ ...options, json: common(command).json === true });
    });
}

const noStory = (asked: string, known: readonly string[]): Failure =>
  new Failure({
    code: "story-unknown",
    subject: `--break ${asked}`,
    saw: "there is no such story",
    hint: `tell one of: ${known.join(", ")}`,
    exit: EXIT.usage,
  });

/** The embedded pool: demo, sim up, down, fault. */
export function simulatorVerbs(program: Command): void {
  demoVerb(program);
  const sim = program
    .command("sim")
    .description("the embedded pool: simulated Macs behind real SSH, on loopback");
  sim
    .command("up")
    .description("start a pool and write its inventory")
    .option("--hosts <count>", "how many Macs", hostCount, 3)
    .addOption(
      new Option("--engines <set>", "what every Mac runs: Ollama, or one engine of each kind")
        .choices(["ollama", "mixed"])
        .default("ollama"),
    )
    .option("--gateways <count>", "how many gateways of the pool, each on a Mac of its own", gatewayCount, 0)
    .option("--dir <folder>", "where the pool lives", HOME)
    .action(async ({ hosts, engines, gateways, dir }: UpOptions, command: Command) => {
      const { simUp } = await control();
      const state = await simUp({ hosts, engines, gateways: fitting(gateways, hosts), dir: resolve(dir) });
      const hint = `inventory ${state.inventory}\nnext: espalier --inventory ${state.inventory} pin orchard && espalier --inventory ${state.inventory} deploy orchard`;
      print(command, state, hint);
    });
  sim
    .command("down")
    .description("stop the pool and everything it started")
    .option("--dir <folder>", "where the pool lives", HOME)
    .action(async ({ dir }: SimOptions, command: Command) => {
      const { simDown } = await control();
      await simDown({ dir: resolve(dir) });
      print(command, { kind: "stopped" }, "the embedded pool is down");
    });
  sim
    .command("fault <host> <kind>")
    .description("break something on purpose; --clear mends it")
    .option("--dir <folder>", "where the pool lives", HOME)
    .option("--clear", "undo the fault")
    .action(
      async (host: string, kind: string, options: SimOptions & { clear?: boolean }, command: Command) => {
        const { simFault } = await control();
        const said = await simFault({ dir: resolve(options.dir), host, kind, clear: options.clear === true });
        print(command, { kind: "fault", host, fault: kind, said }, said);
      },
    );
}
