import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AT_ONCE } from "../src/run/each-host.ts";
import { ladderKey } from "../src/run/ladder-key.ts";
import { hostWish, openStage } from "../src/run/stage.ts";
import { workspace } from "../src/store/workspace.ts";
import type { BenchPool } from "./bench-pool.ts";
import { type HostVariables, hostVariables, PLAY, RAW_PLAY } from "./play.ts";
import { measure, run } from "./stopwatch.ts";
import type { Timing } from "./timing.ts";

const HOW = "install it with: sudo apt-get install ansible (Debian, Ubuntu), or brew install ansible (macOS)";

/** The first line of `ansible-playbook --version`; installs Debian's package when root may. A sentence says why not. */
export async function findAnsible(): Promise<{ readonly version: string } | { readonly missing: string }> {
  const version = await ansibleVersion();
  if (version !== undefined) return { version };
  if (process.getuid?.() !== 0 || !(await has("apt-get")))
    return { missing: `ansible is not on PATH; ${HOW}` };
  process.stderr.write("installing ansible with apt-get\n");
  await run({ argv: ["apt-get", "update", "-qq"] });
  const argv = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "ansible"];
  const { exit, stderr } = await run({ argv, environment: { DEBIAN_FRONTEND: "noninteractive" } });
  const installed = exit === 0 ? await ansibleVersion() : undefined;
  if (installed !== undefined) return { version: installed };
  return { missing: `apt-get could not install ansible (${stderr.trim().split("\n").at(-1)}); ${HOW}` };
}

const has = async (program: string): Promise<boolean> =>
  (await run({ argv: ["sh", "-c", 'command -v "$0"', program] })).exit === 0;

async function ansibleVersion(): Promise<string | undefined> {
  if (!(await has("ansible-playbook"))) return undefined;
  return (await run({ argv: ["ansible-playbook", "--version"] })).stdout.split("\n")[0];
}

/** The plays over one pool, ready to run. */
export interface AnsibleBench {
  /** One host's variables: what is asked of it. */
  readonly asked: HostVariables;
  play(name: "play" | "raw"): Promise<Timing>;
}

/** Writes plays, inventory and settings for the pool. `config` is the ssh_config that knows its hosts. */
export async function ansibleBench(pool: BenchPool, config: string): Promise<AnsibleBench> {
  const folder = join(pool.scratch, "ansible");
  mkdirSync(join(folder, "masters"), { recursive: true });
  const variables = await poolVariables(pool);
  const write = (name: string, value: unknown): void =>
    writeFileSync(join(folder, name), JSON.stringify(value, undefined, 2));
  write("inventory.json", { all: { hosts: variables } });
  write("play.yml", PLAY);
  write("raw.yml", RAW_PLAY);
  writeFileSync(join(folder, "ansible.cfg"), settings(folder, config));
  const [asked] = Object.values(variables);
  if (asked === undefined) throw new Error("the pool has no host");
  return { asked, play: (name) => played({ pool, folder, config, name }) };
}

async function poolVariables(pool: BenchPool): Promise<Record<string, HostVariables>> {
  const folders = workspace(pool.environment);
  const stage = await openStage(folders, pool.name);
  const { ids } = await ladderKey(stage.pool, folders.inventory);
  return Object.fromEntries(
    stage.pool.hosts.map((host) => [host.id, hostVariables(hostWish(stage, host, ids))]),
  );
}

/** Everything that makes Ansible fast and costs no check: forks as Espalier connects, pipelining, ControlPersist. */
const settings = (folder: string, config: string): string => `[defaults]
inventory = ${folder}/inventory.json
forks = ${AT_ONCE}
gathering = explicit
interpreter_python = /usr/bin/python3
retry_files_enabled = False
[ssh_connection]
pipelining = True
ssh_args = -F ${config} -o ControlMaster=auto -o ControlPersist=60s
control_path = ${folder}/masters/%%p
`;

interface Played {
  readonly pool: BenchPool;
  readonly folder: string;
  readonly config: string;
  readonly name: "play" | "raw";
}

/** Runs a play that must change nothing. Its SSH masters outlive it: their time is added, then they are ended. */
async function played(what: Played): Promise<Timing> {
  const { pool, folder, name } = what;
  const environment = { ANSIBLE_CONFIG: join(folder, "ansible.cfg"), ANSIBLE_NOCOLOR: "1" };
  try {
    const call = { argv: ["ansible-playbook", join(folder, `${name}.yml`)], environment };
    const { wall, cpu, stdout } = await measure(call, pool.scratch);
    const noops = stdout.match(/: ok=\d+ +changed=0 +unreachable=0 +failed=0 /g)?.length ?? 0;
    if (noops !== pool.hosts.length) throw new Error(`the play is no no-op:\n${stdout}`);
    return { wall, cpu: cpu + (await mastersTime(what)) };
  } finally {
    await toMasters(what, "exit");
  }
}

/** Speaks to the SSH master of every host; returns what the masters say. */
const toMasters = ({ pool, folder, config }: Played, order: "check" | "exit"): Promise<readonly string[]> =>
  Promise.all(
    pool.hosts.map(async ({ id }) => {
      const argv = ["ssh", "-F", config, "-o", `ControlPath=${folder}/masters/%p`, "-O", order, id];
      return (await run({ argv })).stderr;
    }),
  );

/** Ticks of `/proc/PID/stat` per second: Linux shows 100 to programs, whatever the kernel uses. */
const TICKS = 100;

/** CPU seconds of the masters so far; zero where there is no /proc. */
async function mastersTime(what: Played): Promise<number> {
  const said = await toMasters(what, "check");
  const ticks = said.flatMap((text) => {
    const pid = /pid=(\d+)/.exec(text)?.[1];
    return pid === undefined ? [] : [ticksOf(pid)];
  });
  return ticks.reduce((sum, value) => sum + value, 0) / TICKS;
}

function ticksOf(pid: string): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}
