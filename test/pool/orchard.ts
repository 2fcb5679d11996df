import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, parseDocument } from "yaml";
import { type PoolOptions, type SimulatedHost, type SimulatedPool, startPool } from "../../simulator/pool.ts";
import type { Workspace } from "../../src/store/workspace.ts";
import { type Ended, type Program, start } from "./program.ts";

const REPOSITORY = join(import.meta.dirname, "..", "..");

/** A value somewhere in the pool's YAML; `undefined` takes it away. */
export type Change = readonly [path: readonly (string | number)[], value: unknown];

/** A ladder of 24 short requests: a climb takes about a second. One rule, which no busy machine can put in doubt. */
const QUICK: readonly Change[] = [
  [
    ["ladder", "rungs"],
    [1, 2],
  ],
  [["ladder", "requests"], 12],
  [["ladder", "promptTokens"], 32],
  [["ladder", "outputTokens"], 4],
  [["gates", "rules"], ["errors == 0"]],
  [["engines", "ollama", "healthDeadline"], "5s"],
  [["gateway", "drain"], "8s"],
];

/** An embedded pool with a quick ladder, and a project of its own in which the real program runs. */
export interface Orchard {
  readonly pool: SimulatedPool;
  /** Working directory of the program: cdktf.out, state, leases and reports of this orchard only. */
  readonly project: string;
  readonly folders: Workspace;
  readonly hosts: readonly SimulatedHost[];
  readonly host: (id: string) => SimulatedHost;
  /** Writes values into the YAML of the pool. */
  readonly wish: (...changes: readonly Change[]) => void;
  /** Writes a value into the catalogue, under the only artifact of that noun. */
  readonly artifact: (path: readonly [noun: string, key: string], value: string) => void;
  /** Starts `espalier --json ...` and leaves it running. */
  readonly start: (...argv: readonly string[]) => Program;
  /** Runs `espalier --json ...` to its end. */
  readonly espalier: (...argv: readonly string[]) => Promise<Ended>;
  /** Changes the wish and pins it. */
  readonly pinned: (...changes: readonly Change[]) => Promise<void>;
  /** Kills the programs that still run: a test that failed half-way leaves none of them to the next. */
  readonly silence: () => Promise<unknown>;
  readonly strike: (host: string, kind: string) => Promise<void>;
  readonly clear: (host: string, kind: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function orchard(options: PoolOptions): Promise<Orchard> {
  const pool = await startPool({ throttleScale: 0.05, ...options });
  const project = projectFolder();
  const folders = {
    inventory: pool.inventory,
    home: join(project, ".espalier"),
    reports: join(project, "reports"),
  };
  const programs: Program[] = [];
  const launch = (...argv: readonly string[]): Program => {
    const call = ["bin/espalier.js", "--inventory", pool.inventory, "--json", ...argv];
    const program = start(call, { directory: project, environment: {} });
    programs.push(program);
    return program;
  };
  const silence = (): Promise<unknown> => Promise.all(programs.map((program) => program.kill()));
  const wish = (...changes: readonly Change[]): void => edit(pool, changes);
  wish(...QUICK);
  return {
    pool,
    project,
    folders,
    hosts: pool.hosts,
    host: (id) => pool.hosts.find((host) => host.id === id) ?? missing(id),
    wish,
    artifact: (path, value) => catalogue(pool, path, value),
    start: launch,
    espalier: (...argv) => launch(...argv).ended,
    pinned: async (...changes) => {
      wish(...changes);
      const { exit, lines, stderr } = await launch("pin", pool.name).ended;
      if (exit !== 0) throw new Error(`pin ended with ${exit}: ${JSON.stringify(lines)} ${stderr}`);
    },
    silence,
    strike: (host, kind) => pool.fault(host, kind),
    clear: (host, kind) => pool.fault(host, kind, { clear: true }),
    stop: async () => {
      await silence();
      await pool.stop();
      for (const folder of [project, pool.dir]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

const missing = (id: string): never => {
  throw new Error(`the pool has no ${id}`);
};

/** A folder that looks like the repository to the program and to Terraform. */
function projectFolder(): string {
  const project = mkdtempSync("/tmp/espalier-project-");
  mkdirSync(join(project, "reports"));
  const folders = ["bin", "src", "stacks", "playbooks", "templates", "simulator", "node_modules"];
  for (const name of [...folders, "package.json", "cdktf.json", "tsconfig.json"])
    symlinkSync(join(REPOSITORY, name), join(project, name));
  return project;
}

function edit(pool: SimulatedPool, changes: readonly Change[]): void {
  rewrite(join(pool.inventory, "pools", `${pool.name}.yaml`), (document) => {
    for (const [path, value] of changes) {
      if (value === undefined) document.deleteIn(path);
      else document.setIn(path, value);
    }
  });
}

const catalogue = (pool: SimulatedPool, [noun, key]: readonly [string, string], value: string): void =>
  rewrite(join(pool.inventory, "artifacts.yaml"), (document) => {
    const { artifacts } = document.toJS() as { artifacts: Readonly<Record<string, unknown>> };
    const name = Object.keys(artifacts).find((item) => item.startsWith(`${noun}@`));
    document.setIn(["artifacts", name, key], value);
  });

function rewrite(file: string, change: (document: Document) => void): void {
  const document = parseDocument(readFileSync(file, "utf8"));
  change(document);
  writeFileSync(file, document.toString());
}
