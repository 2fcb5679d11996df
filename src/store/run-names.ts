import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { EXIT, Failure } from "../model/failure.ts";
import type { Workspace } from "./workspace.ts";

/** A run on disk, and the one host of it that is meant. */
export interface NamedRun {
  readonly folder: string;
  /** Absent: every host that climbed. */
  readonly host?: string;
}

/**
 * The runs that a person means, with a comma between several: `reports/orchard/RUN`, `reports/orchard/RUN/hosts/mac-01`, a folder of
 * runs, `orchard@RUN`, `orchard@RUN/mac-01`, `orchard@latest`, or `orchard@202611` for all runs whose name begins so. Throws
 * `run-missing` for one that is not there.
 */
export async function namedRuns(folders: Workspace, text: string): Promise<readonly NamedRun[]> {
  const parts = text.split(",").filter((part) => part !== "");
  const found = await Promise.all(parts.map((part) => onePart(folders, part)));
  if (found.flat().length === 0) throw missing(text, "it names no run");
  return found.flat();
}

/** The name of a pool's latest run that has a report: verbs without one leave a folder, too. Throws `run-missing`. */
export async function latestRun(folders: Workspace, pool: string): Promise<string> {
  const folder = (await runsBelow(join(folders.reports, pool))).at(-1);
  if (folder !== undefined) return basename(folder);
  throw new Failure({
    code: "run-missing",
    subject: join(folders.reports, pool),
    saw: "there is no run with a report in it",
    hint: `deploy ${pool} first, or name the run`,
  });
}

async function onePart(folders: Workspace, part: string): Promise<readonly NamedRun[]> {
  if (await isThere(part)) return byPath(resolve(part));
  const [, pool, name = "", host] = /^([^@/]+)@([^/]+)(?:\/(.+))?$/.exec(part) ?? [];
  if (pool === undefined) throw missing(part, "there is no such folder, and it is no POOL@RUN");
  const all = await runsBelow(join(folders.reports, pool));
  const runs = name === "latest" ? all.slice(-1) : all.filter((run) => basename(run).startsWith(name));
  if (runs.length === 0)
    throw missing(part, `no report in ${join(folders.reports, pool)} begins with ${name}`);
  return runs.map((folder) => ({ folder, ...(host !== undefined && { host }) }));
}

/** The folder of a run, of one host in a run, or of several runs. */
async function byPath(path: string): Promise<readonly NamedRun[]> {
  if (basename(dirname(path)) === "hosts") return [{ folder: dirname(dirname(path)), host: basename(path) }];
  if (await isThere(join(path, "result.json"))) return [{ folder: path }];
  const runs = await runsBelow(path);
  if (runs.length === 0) throw missing(path, "there is no result.json in it or in a folder below it");
  return runs.map((folder) => ({ folder }));
}

/** Folders with a report, by name, which is by time. */
async function runsBelow(path: string): Promise<readonly string[]> {
  const names = await readdir(path).catch(() => []);
  const folders = [...names].sort(byName).map((name) => join(path, name));
  const reported = await Promise.all(folders.map((folder) => isThere(join(folder, "result.json"))));
  return folders.filter((_, index) => reported[index]);
}

const byName = (a: string, b: string): number => (a < b ? -1 : 1);

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Throws `run-missing` where a run should lie and no folder is. */
export async function requireFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new Failure({
    code: "run-missing",
    subject: path,
    saw: found === undefined ? "there is no such folder" : "it is no folder",
    hint: "name a run that is there, reports/<pool>/<run>",
    exit: EXIT.usage,
  });
}

const missing = (subject: string, saw: string): Failure =>
  new Failure({
    code: "run-missing",
    subject,
    saw,
    hint: "name reports/POOL/RUN, POOL@RUN, POOL@RUN/HOST, POOL@latest, or POOL@202611 for all runs of that month; several with a comma",
    exit: EXIT.usage,
  });
