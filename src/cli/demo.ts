import { join, relative } from "node:path";
import { deploy } from "../../playbooks/deploy.ts";
import { pin } from "../../playbooks/pin.ts";
import { type SimulatedPool, startPool } from "../../simulator/pool.ts";
import { listenForStop } from "../connectors/stop-signals.ts";
import { cdktfRuns, findTerraform } from "../connectors/terraform.ts";
import { EXIT, type ExitCode } from "../model/failure.ts";
import { renderVerdictTable } from "../report/text/verdict-table.ts";
import type { Via } from "../run/terraform.ts";
import { discard } from "../store/discard.ts";
import { readText, writeWhole } from "../store/text-file.ts";
import { type Workspace, workspace } from "../store/workspace.ts";
import { display } from "./display.ts";
import { clock } from "./stage-door.ts";

const POOL = "demo";

/** What `--break` changes between the first deploy and the second. */
export const STORIES: Readonly<
  Record<string, { readonly tells: string; readonly from: string; readonly to: string }>
> = {
  "slow-engine": {
    tells: "The engine moves to 0.36.0, which is several times slower. Nobody knows that yet.",
    from: "artifact: ollama@0.35.1",
    to: "artifact: ollama@0.36.0",
  },
};

export interface Tour {
  readonly hosts: number;
  readonly json: boolean;
  /** One of `STORIES`. */
  readonly break?: string | undefined;
  readonly via?: Via | undefined;
}

/** Starts an embedded pool, pins it, deploys it, breaks it if asked to, and stops all it started. */
export async function demo(tour: Tour): Promise<ExitCode> {
  await findTerraform(process.env);
  const pool = await startPool({ hosts: tour.hosts, name: POOL });
  const stop = stopOnce(pool);
  try {
    return await play(tour, pool);
  } finally {
    await stop();
    await discard(pool.dir);
  }
}

/** Ends the pool once, also when the person presses Ctrl-C. */
function stopOnce(pool: SimulatedPool): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= pool.stop();
    return stopping;
  };
  const leave = (): void => void stop().finally(() => process.exit(EXIT.error));
  listenForStop(leave);
  return stop;
}

type Say = (text: string) => void;

async function play(tour: Tour, pool: SimulatedPool): Promise<ExitCode> {
  const say: Say = tour.json ? () => {} : (text) => process.stdout.write(`${text}\n`);
  const folders = { ...workspace(process.env, { inventory: pool.inventory }), home: join(pool.dir, "home") };
  await discard(join(".espalier", "state", `${POOL}.tfstate`));
  say(`${pool.hosts.length} simulated Macs are up, each behind its own SSH server on loopback.\n`);
  const rollOut = roller(tour, folders, say);
  const first = await rollOut();
  const story = tour.break === undefined ? undefined : STORIES[tour.break];
  if (first !== EXIT.done || story === undefined) return first;
  say(`\n${story.tells}\n`);
  await edit(join(pool.inventory, "pools", `${POOL}.yaml`), story);
  return rollOut();
}

function roller(tour: Tour, folders: Workspace, say: Say): () => Promise<ExitCode> {
  const via = tour.via ?? (cdktfRuns() ? "cdktf" : "terraform");
  return async () => {
    say(`$ espalier pin ${POOL}`);
    const { changes } = await pin(folders, POOL, []);
    say(`${changes.length} pins written: OS builds, host keys, artifacts, model digests, ladder revision\n`);
    say(`$ espalier deploy ${POOL} --via ${via}`);
    const screen = await display({ json: tour.json, stream: process.stdout, clock });
    const cast = { verb: "deploy", pool: POOL, folders, clock, show: screen.show };
    const { exit, result, directory } = await deploy(cast, via).finally(screen.close);
    if (result) say(`\n${renderVerdictTable(result)}`);
    const shown = relative(process.cwd(), directory);
    const signers = await keepSigners(folders, join(shown, ".."));
    say(`\nreport ${shown}/index.html\nverify npx espalier verify ${shown} --signers ${signers}`);
    return exit;
  };
}

/** The pool is gone after the tour; who may sign its reports is kept beside them. */
async function keepSigners({ inventory }: Workspace, reports: string): Promise<string> {
  const file = join(reports, "allowed_signers");
  await writeWhole(file, (await readText(join(inventory, "allowed_signers"))) ?? "");
  return file;
}

async function edit(
  file: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const text = (await readText(file)) ?? "";
  if (!text.includes(from)) throw new TypeError(`${file} does not hold ${from}`);
  await writeWhole(file, text.replace(from, to));
}
