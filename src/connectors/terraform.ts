import { existsSync } from "node:fs";
import { join } from "node:path";
import { which } from "zx";
import { Failure } from "../model/failure.ts";
import { type ProgramCall, type ProgramRun, runProgram } from "./program.ts";
import { interrupted } from "./stop-signals.ts";

/** Where and how Terraform is called; `directory` holds one synthesised stack, `cdktf.out/stacks/<pool>`. */
export interface TerraformCall extends ProgramCall {
  /** As `findTerraform` gave it. */
  readonly program: string;
}

export interface CdktfCall extends TerraformCall {
  /** The stack's name, which is the pool's. */
  readonly stack: string;
}

const PLAIN = ["-input=false", "-no-color"];

/** The program to call: `TERRAFORM_BINARY_NAME`, else `terraform`, else `tofu`. Throws `Failure` when there is none. */
export async function findTerraform(environment: NodeJS.ProcessEnv): Promise<string> {
  const named = environment["TERRAFORM_BINARY_NAME"];
  const names = named === undefined || named === "" ? ["terraform", "tofu"] : [named];
  for (const name of names) {
    const found = await which(name, { nothrow: true, path: environment["PATH"] ?? "" });
    if (found !== null) return found;
  }
  throw new Failure({
    code: "terraform-missing",
    subject: names.join(" or "),
    saw: "not found on PATH",
    hint: "install Terraform 1.10 or later (https://developer.hashicorp.com/terraform/install; brew install hashicorp/tap/terraform) or OpenTofu, or name the program in TERRAFORM_BINARY_NAME",
  });
}

/** What Terraform is told: never phone home, never ask, and no configuration file that does not exist. */
export function terraformEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { TF_CLI_CONFIG_FILE: file, ...rest } = environment;
  const configuration = file !== undefined && existsSync(file) ? { TF_CLI_CONFIG_FILE: file } : {};
  return {
    ...rest,
    ...configuration,
    CHECKPOINT_DISABLE: "1",
    DISABLE_VERSION_CHECK: "1",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
  };
}

const terraform = (call: TerraformCall, ...argv: readonly string[]): Promise<ProgramRun> =>
  runProgram([call.program, ...argv], { ...call, environment: terraformEnvironment(call.environment) });

export const terraformInit = (call: TerraformCall): Promise<ProgramRun> => terraform(call, "init", ...PLAIN);

/** Exit 0: nothing to do; 2: something differs; 1: error. */
export const terraformPlan = (call: TerraformCall): Promise<ProgramRun> =>
  terraform(call, "plan", ...PLAIN, "-detailed-exitcode");

/**
 * Exit 0 says that every provisioner ended well, not that every host has its spec: callers compare the outputs.
 */
export const terraformApply = (call: TerraformCall): Promise<ProgramRun> =>
  terraform(call, "apply", ...PLAIN, "-auto-approve");

/** All that state holds, as one question tells it. */
export interface Held {
  readonly resources: readonly HeldResource[];
  /** By their names. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** A resource as state holds it. */
export interface HeldResource {
  /** `terraform_data.mac-01` */
  readonly address: string;
  /** Replaced by the next apply, whatever it shall be. */
  readonly isTainted: boolean;
  /** What it was made for; a change replaces it. Empty where it is not asked for any. */
  readonly triggers: Readonly<Record<string, string>>;
}

interface ShownState {
  readonly values?: {
    readonly outputs?: Readonly<Record<string, { readonly value?: unknown }>>;
    readonly root_module?: {
      readonly resources?: readonly {
        readonly address: string;
        readonly tainted?: boolean;
        /** An earlier one that is still to be destroyed. */
        readonly deposed_key?: string;
        readonly values: { readonly triggers?: unknown; readonly triggers_replace?: unknown };
      }[];
    };
  };
}

/** All that state holds; nothing before the first apply. Throws `state-unreadable`. */
export async function terraformHeld(call: TerraformCall): Promise<Held> {
  const { values } = JSON.parse(await answer(call, "show", "-json")) as ShownState;
  const outputs = Object.entries(values?.outputs ?? {}).map(([name, { value }]) => [name, value]);
  const resources = (values?.root_module?.resources ?? [])
    .filter(({ deposed_key }) => deposed_key === undefined)
    .map(({ address, tainted, values: { triggers, triggers_replace } }) => ({
      address,
      isTainted: tainted === true,
      triggers: (triggers_replace ?? triggers ?? {}) as HeldResource["triggers"],
    }));
  return { resources, outputs: Object.fromEntries(outputs) };
}

/** The next apply makes that resource anew. Throws `Failure` when state cannot be written. */
export const terraformTaint = async (call: TerraformCall, address: string): Promise<void> =>
  void (await answer(call, "taint", address));

const MEMBER = "terraform_data.member_";

/**
 * Hosts that state knows, from before their first rollout until they are retired. One that the inventory
 * neither lists nor retires would be forgotten by the next deploy.
 */
export const heldMembers = ({ resources }: Held): readonly string[] =>
  resources
    .filter(({ address }) => address.startsWith(MEMBER))
    .map(({ address }) => address.slice(MEMBER.length));

/** What comes before an apply touches no host, and a stop meant all of it. Throws `run-interrupted`. */
export function refuseStopped(subject: string, { stopped }: ProgramRun): void {
  if (stopped !== undefined)
    throw interrupted(subject, stopped, "no host was touched; type the same command again");
}

async function answer(call: TerraformCall, ...argv: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const run = await terraform(
    { ...call, onLine: (line, from) => from === "stdout" && lines.push(line) },
    ...argv,
  );
  refuseStopped(`terraform ${argv.join(" ")}`, run);
  if (run.exit === 0) return lines.join("\n");
  throw new Failure({
    code: "state-unreadable",
    subject: `terraform ${argv.join(" ")}`,
    saw: run.signal === undefined ? `ended with ${run.exit}` : `was killed by ${run.signal}`,
    hint: `read ${run.log}`,
  });
}

/** Last Node ABI for which cdktf-cli 0.21 carries a prebuilt pseudo-terminal: that of Node 22. */
const LAST_ABI = 127;

/** True when the CLI of CDKTF is installed in `root` and runs on this Node. */
export const cdktfRuns = (root = "."): boolean =>
  existsSync(join(root, "node_modules", ".bin", "cdktf")) && Number(process.versions.modules) <= LAST_ABI;

/** `cdktf deploy STACK --auto-approve` in the project's root. Exit 0 is not proof: it is also given when Terraform was killed. */
export async function cdktfDeploy(call: CdktfCall): Promise<ProgramRun> {
  const cli = join(call.directory, "node_modules", ".bin", "cdktf");
  if (!existsSync(cli)) throw cdktfMissing(cli, "not installed", "npm install");
  if (Number(process.versions.modules) > LAST_ABI) {
    throw cdktfMissing(cli, `does not run on Node ${process.versions.node}`, "use Node 20 or 22");
  }
  const environment = {
    ...terraformEnvironment(call.environment),
    TERRAFORM_BINARY_NAME: call.program,
    CI: "1",
  };
  return await runProgram([cli, "deploy", call.stack, "--auto-approve", "--no-color"], {
    ...call,
    environment,
  });
}

const cdktfMissing = (subject: string, saw: string, hint: string): Failure =>
  new Failure({ code: "cdktf-missing", subject, saw, hint });

/** True when another deploy of the same pool holds Terraform's lock on the state. */
export const isStateLocked = (run: ProgramRun): boolean =>
  run.tail.some((line) => line.includes("Error acquiring the state lock"));
