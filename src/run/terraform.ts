import { delimiter, dirname, resolve } from "node:path";
import { type ProgramRun, runProgram } from "../connectors/program.ts";
import { isInterrupted } from "../connectors/stop-signals.ts";
import {
  cdktfDeploy,
  findTerraform,
  type Held,
  heldMembers,
  isStateLocked,
  refuseStopped,
  terraformApply,
  terraformHeld,
  terraformInit,
} from "../connectors/terraform.ts";
import { poolRenames } from "../inventory/renames.ts";
import { EXIT, Failure } from "../model/failure.ts";
import { readText } from "../store/text-file.ts";
import { takeUpCut } from "./cut-rollouts.ts";
import { deployLog, type Stand } from "./performance.ts";
import type { Stage } from "./stage.ts";

export type { ProgramRun } from "../connectors/program.ts";

/** `cdktf`: the CLI of CDKTF drives Terraform. `terraform`: the same two commands without it. */
export type Via = "cdktf" | "terraform";

/**
 * Synthesises the stack of a pool and applies it; what hosts do reaches the timeline from their own programs. Throws `run-interrupted` when it
 * is stopped before it applies.
 */
export async function deployStack(stand: Stand, stage: Stage, via: Via): Promise<ProgramRun> {
  const program = await findTerraform(process.env);
  await refuseElsewhere();
  const environment = stackEnvironment(stand, stage);
  const project = { log: deployLog(stand), environment, directory: resolve(".") };
  await succeed(runProgram([process.execPath, "--import", "tsx", "stacks/main.ts"], project));
  const call = { ...project, program, directory: resolve("cdktf.out", "stacks", stage.pool.id) };
  await succeed(terraformInit(call));
  const held = await terraformHeld(call).catch(nothing);
  refuseForgotten(stage, held);
  const hosts = stage.pool.hosts.map(({ id }) => id);
  for (const { host } of await takeUpCut(call, held, hosts))
    stand.tell({
      kind: "line",
      host,
      text: "its last rollout was cut short before it was recorded: it is done again",
    });
  if (via === "terraform") return refuseLocked(stage, await terraformApply(call));
  return refuseLocked(stage, await cdktfDeploy({ ...project, program, stack: stage.pool.id }));
}

/** A state that cannot be read stops the apply that follows. */
function nothing(error: unknown): Held {
  if (isInterrupted(error)) throw error;
  return { resources: [], outputs: {} };
}

/**
 * A host that state knows must be listed or retired, even when its pin has left the lock: a plan would drop it without
 * a word to the host.
 */
function refuseForgotten({ pool, lock }: Stage, held: Held): void {
  const known = new Set<string>([
    ...[...pool.hosts, ...pool.retired].map(({ id }) => id),
    ...poolRenames(pool, lock).map(({ from }) => from),
  ]);
  const lost = heldMembers(held).filter((member) => !known.has(member));
  if (lost.length === 0) return;
  throw new Failure({
    code: "host-forgotten",
    subject: `${pool.source} hosts`,
    saw: `Terraform's state knows ${lost.join(", ")}, and ${lost.length > 1 ? "they are" : "it is"} neither in hosts nor in retired`,
    hint: `move the entry to \`retired:\` with \`on\` and \`because\`, so that the host is drained and cleaned; if it was renamed and the lock has forgotten it: terraform -chdir=cdktf.out/stacks/${pool.id} state mv ${lost.map(movedBy).join("; ")}`,
    exit: EXIT.badInventory,
  });
}

const movedBy = (name: string): string => `terraform_data.member_${name} terraform_data.member_NEW-NAME`;

/** Stacks, state and reports are named from the project's folder, where `cdktf.json` lies. */
async function refuseElsewhere(): Promise<void> {
  if ((await readText("cdktf.json")) !== undefined) return;
  throw new Failure({
    code: "project-missing",
    subject: resolve("."),
    saw: "there is no cdktf.json here",
    hint: "run espalier deploy in the project's folder",
    exit: EXIT.usage,
  });
}

/** Programs that the stack starts run on this Node, and inherit where they are, for which run they work and under which lease. */
function stackEnvironment(stand: Stand, { pool, folders }: Stage): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: [dirname(process.execPath), process.env["PATH"]].filter(Boolean).join(delimiter),
    ESPALIER_POOL: pool.id,
    ESPALIER_INVENTORY: folders.inventory,
    ESPALIER_HOME: folders.home,
    ESPALIER_REPORTS: folders.reports,
    ESPALIER_RUN: stand.run,
    ESPALIER_LEASE: stand.lease,
  };
}

async function succeed(running: Promise<ProgramRun>): Promise<void> {
  const run = await running;
  refuseStopped("stack", run);
  if (run.exit === 0) return;
  throw new Failure({
    code: "stack-refused",
    subject: "stack",
    saw:
      run.tail
        .filter((line) => line.trim() !== "")
        .slice(-4)
        .join(" | ") || "it could not be made",
    hint: `read ${run.log}`,
  });
}

function refuseLocked({ pool }: Stage, run: ProgramRun): ProgramRun {
  if (!isStateLocked(run)) return run;
  throw new Failure({
    code: "state-locked",
    subject: pool.id,
    saw: "another deploy holds Terraform's lock on the state of this pool",
    hint: `wait until it has ended; its holder is named in ${run.log}`,
    exit: EXIT.leaseHeld,
  });
}
