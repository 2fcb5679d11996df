import { execFileSync } from "node:child_process";
import { join } from "node:path";
import {
  findTerraform,
  type TerraformCall,
  terraformApply,
  terraformHeld,
  terraformInit,
  terraformTaint,
} from "../../src/connectors/terraform.ts";
import { eventually } from "../eventually.ts";
import type { Orchard } from "./orchard.ts";
import type { Program } from "./program.ts";

/** What a person types who has CDKTF and Terraform and no `espalier deploy`. */
export interface Stack {
  readonly synthesise: () => Promise<void>;
  /** Exit code of `terraform apply` and what it printed last. */
  readonly apply: () => Promise<{ readonly exit: number | undefined; readonly said: string }>;
  readonly taint: (address: string) => Promise<void>;
  /** Outputs by host. */
  readonly outputs: () => Promise<Readonly<Record<string, Readonly<Record<string, string>>>>>;
}

export async function stack({ project, pool, folders }: Orchard): Promise<Stack> {
  const { TF_CLI_CONFIG_FILE: _, ...surroundings } = process.env;
  const environment = { ...surroundings, ESPALIER_INVENTORY: pool.inventory, ESPALIER_POOL: pool.name };
  const call: TerraformCall = {
    program: await findTerraform(environment),
    directory: join(project, "cdktf.out/stacks", pool.name),
    log: join(folders.reports, "plain.log"),
    environment,
  };
  return {
    synthesise: async () => {
      const app = ["--import", "tsx", "stacks/main.ts"];
      execFileSync(process.execPath, app, { cwd: project, env: environment, stdio: "pipe" });
      await terraformInit(call);
    },
    apply: async () => {
      const { exit, tail } = await terraformApply(call);
      return { exit, said: tail.join("\n") };
    },
    taint: (address) => terraformTaint(call, address),
    outputs: async () => (await terraformHeld(call)).outputs as Awaited<ReturnType<Stack["outputs"]>>,
  };
}

/** Pids of the Terraform that a deploy has started, itself or through CDKTF. */
function terraformBelow({ pid }: Program): readonly number[] {
  const table = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,command="], { encoding: "utf8" });
  const rows = [...table.matchAll(/^\s*(\d+)\s+(\d+)\s+(.*)$/gm)].map(([, own, parent, command]) => ({
    pid: Number(own),
    parent: Number(parent),
    command: command ?? "",
  }));
  const below = new Set([pid]);
  for (const row of [...rows, ...rows]) if (below.has(row.parent)) below.add(row.pid);
  return rows.flatMap((row) =>
    below.has(row.pid) && /^\S*terraform apply/.test(row.command) ? [row.pid] : [],
  );
}

/** SIGKILL to the Terraform of a deploy, as an out-of-memory killer does it. */
export async function killTerraform(deploy: Program): Promise<void> {
  await eventually("Terraform runs", () => terraformBelow(deploy).length > 0);
  for (const pid of terraformBelow(deploy)) process.kill(pid, "SIGKILL");
}
