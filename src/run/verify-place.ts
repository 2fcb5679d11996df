import { basename, dirname, resolve } from "node:path";
import { type Check, checked } from "../model/audit.ts";
import type { RunResult } from "../model/run-result.ts";
import { hostFolders } from "../store/run-files.ts";

/** The name of a run's folder, as `runId` makes it. */
const RUN_ID = /^\d{8}-\d{6}-[0-9a-z]{6}$/;

/** Does the report lie where it says it does, and does it name every host that has a folder in it? */
export async function placeChecks(runFolder: string, result: RunResult): Promise<readonly Check[]> {
  return [folderCheck(resolve(runFolder), result), await strangerCheck(runFolder, result)];
}

/** A report may be copied to a folder of any name, but not under the name of another run, nor into the reports of another pool. */
function folderCheck(folder: string, { run, pool }: RunResult): Check {
  const name = "folder";
  const own = basename(folder);
  if (own !== run)
    return checked({ name, wanted: run, saw: `${own}, which holds a copy of run ${run}` }, !RUN_ID.test(own));
  const shelf = dirname(folder);
  const isKept = basename(dirname(shelf)) === "reports";
  const saw = isKept ? `${basename(shelf)}/${own}` : own;
  const wanted = isKept ? `${pool}/${run}` : run;
  return checked({ name, wanted, saw }, saw === wanted);
}

async function strangerCheck(runFolder: string, { hosts }: RunResult): Promise<Check> {
  const named = new Set(hosts.map(({ host }) => host));
  const strangers = (await hostFolders(runFolder)).filter((host) => !named.has(host));
  const wanted = "hosts that result.json names";
  const saw = strangers.length === 0 ? wanted : strangers.map((host) => `hosts/${host}`).join(", ");
  return checked({ name: "folders of hosts", wanted, saw }, strangers.length === 0);
}
