// Roll a pool out through its stack, wave by wave, and prove every host.
import { EXIT } from "../src/model/failure.ts";
import type { HostResult } from "../src/model/gate.ts";
import { verdictFor } from "../src/model/verdict.ts";
import { composeReport, type Reported } from "../src/run/gate-report.ts";
import { guardGateways } from "../src/run/gateway/guard.ts";
import { ladderKey } from "../src/run/ladder-key.ts";
import { type Cast, perform, type Stand } from "../src/run/performance.ts";
import { settledResults } from "../src/run/settled.ts";
import { openFittingStage, type Stage } from "../src/run/stage.ts";
import { deployStack, type ProgramRun, type Via } from "../src/run/terraform.ts";
import { eventLog, followEvents } from "../src/store/event-log.ts";
import { readHostResults, writeHostEvidence } from "../src/store/evidence.ts";

/** How often the timeline is read for what other programs did, milliseconds. */
const GLANCE = 150;

/** Deploys; then asks every host itself whether it reached its spec, whatever Terraform's exit code says. */
export const deploy = (cast: Cast, via: Via): Promise<Reported> =>
  perform(cast, async (stand) => {
    const stage = await openFittingStage(cast.folders, cast.pool);
    await ladderKey(stage.pool, cast.folders.inventory);
    const waves = stage.waves.map(({ name, hosts }) => ({ name, hosts: hosts.map(({ id }) => id) }));
    stand.tell({ kind: "run-started", verb: "deploy", waves });
    await guardGateways(stand, stage);
    const run = await watched(cast, stand, deployStack(stand, stage, via));
    const touched = await readHostResults(stand.directory);
    const explained = touched.some((host) => verdictFor(host) !== "pass");
    if (run.exit !== 0 && !explained) tellTrouble(stand, run);
    if (run.exit === 0 || !explained) await confirm(stand, stage, touched);
    const reported = await composeReport(stand, stage, stage.pool.hosts);
    return run.exit !== 0 && reported.exit === EXIT.done ? { ...reported, exit: EXIT.error } : reported;
  });

async function confirm(stand: Stand, stage: Stage, touched: readonly HostResult[]): Promise<void> {
  for (const { result, evidence } of await settledResults(stand, stage, stage.pool.hosts)) {
    const told = touched.find(({ host }) => host === result.host);
    if (told === undefined || (result.failure !== undefined && verdictFor(told) === "pass")) {
      await writeHostEvidence(stand.directory, result, evidence);
    }
  }
}

/** Terraform ended badly and no host says why. */
function tellTrouble(stand: Stand, { signal, exit, log, tail }: ProgramRun): void {
  const how = signal === undefined ? `ended with ${exit}` : `was killed by ${signal}`;
  const said = tail.findLast((line) => line.includes(SAID))?.replace(new RegExp(`^.*${SAID}`), ": ") ?? "";
  stand.tell({
    kind: "line",
    text: `Terraform ${how}${said}; see ${log}. Deploy again: it goes on where it stopped.`,
  });
}

/** How a host's program begins its one line of failure. */
const SAID = "espalier: ";

/** Shows what the programs of the stack tell of their hosts while they work; what this run tells itself is shown already. */
async function watched<T>(cast: Cast, stand: Stand, work: Promise<T>): Promise<T> {
  const events = followEvents(eventLog(stand.directory));
  const glance = async (): Promise<void> => {
    for (const event of await events.next()) if ("host" in event) cast.show(event);
  };
  let over = false;
  const done = work.finally(() => {
    over = true;
  });
  const watch = async (): Promise<void> => {
    while (!over) {
      await glance();
      await cast.clock.sleep(GLANCE);
    }
    await glance();
  };
  const [result] = await Promise.all([done, watch()]);
  return result;
}
