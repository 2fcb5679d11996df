// Roll a pool out through its stack, wave by wave, and prove every host.
import { EXIT, sentence } from "../src/model/failure.ts";
import type { HostResult } from "../src/model/run-result.ts";
import { verdictFor } from "../src/model/verdict.ts";
import { waitingReason } from "../src/rollout/next.ts";
import { composeReport, type Reported } from "../src/run/gate-report.ts";
import { guardGateways } from "../src/run/gateway/guard.ts";
import { ladderKey } from "../src/run/ladder-key.ts";
import { type Cast, perform, type Stand } from "../src/run/performance.ts";
import { settledResults } from "../src/run/settled.ts";
import { openFittingStage, type Stage } from "../src/run/stage.ts";
import { deployStack, type ProgramRun, type Via } from "../src/run/terraform.ts";
import { eventLog, followEvents } from "../src/store/event-log.ts";
import { readHostResults, writeHostEvidence } from "../src/store/evidence.ts";
import { shownPath } from "../src/store/text-file.ts";

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
    if (run.unkept !== undefined)
      stand.tell({ kind: "line", text: `${run.log} lacks what Terraform said in the end (${run.unkept})` });
    const told = await readHostResults(stand.directory);
    const explained = told.some((host) => verdictFor(host) !== "pass");
    if (run.exit !== 0 && !explained) tellTrouble(stand, run);
    await confirm(stand, stage, { told, isStopped: run.exit !== 0 && explained });
    const reported = await composeReport(stand, stage, stage.pool.hosts);
    return run.exit !== 0 && reported.exit === EXIT.done ? { ...reported, exit: EXIT.error } : reported;
  });

interface Told {
  readonly told: readonly HostResult[];
  /** A host that did not pass has stopped the rollout, so that others may not be at their spec and are not to blame. */
  readonly isStopped: boolean;
}

/**
 * Asks the hosts themselves: all of them when the rollout went through, and else those of which nobody told, for they are
 * qualified already, were cut short, or were never reached.
 */
async function confirm(stand: Stand, stage: Stage, { told, isStopped }: Told): Promise<void> {
  const toldOf = (host: string) => told.find((one) => one.host === host);
  const hosts = isStopped ? stage.pool.hosts.filter(({ id }) => toldOf(id) === undefined) : stage.pool.hosts;
  const asked = {
    hosts,
    begun: await begunHosts(stand),
    ...(isStopped && { stopped: waitingReason(told) }),
  };
  for (const { result, evidence } of await settledResults(stand, stage, asked)) {
    const before = toldOf(result.host);
    const isNews = before === undefined || (result.failure !== undefined && verdictFor(before) === "pass");
    if (!isNews) continue;
    if (result.failure !== undefined) tellEnd(stand, result, result.failure);
    await writeHostEvidence(stand.directory, result, evidence);
  }
}

/** The end of a host of which no program of the stack has told. */
function tellEnd(stand: Stand, result: HostResult, note: string): void {
  const { host, outcome } = result;
  stand.tell({ kind: "host-judged", host, verdict: verdictFor(result), findings: [] });
  stand.tell({ kind: "host-ended", host, outcome, note });
}

/** The hosts that this run set out for, whether or not it got anywhere. */
async function begunHosts({ directory }: Stand): Promise<ReadonlySet<string>> {
  const { events } = await followEvents(eventLog(directory)).next();
  return new Set(events.flatMap((event) => (event.kind === "host-started" ? [event.host] : [])));
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

/**
 * Shows what the programs of the stack tell of their hosts while they work; what this run tells itself is shown already. Whatever
 * becomes of the watching, the work is waited for.
 */
async function watched<T>(cast: Cast, stand: Stand, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const watching = watch(cast, stand, over.signal).catch((error: unknown) =>
    stand.tell({
      kind: "line",
      text: `what hosts do is not shown from here on (${sentence(error)}); Terraform goes on`,
    }),
  );
  try {
    return await work;
  } finally {
    over.abort();
    await watching;
  }
}

async function watch(cast: Cast, stand: Stand, over: AbortSignal): Promise<void> {
  const file = eventLog(stand.directory);
  const appended = followEvents(file);
  const shown = shownPath(file);
  for (let isLast = false; !isLast; ) {
    isLast = over.aborted;
    const { events, unreadable } = await appended.next();
    for (const line of unreadable)
      stand.tell({ kind: "line", text: `${shown}:${line}: no event can be read here; the line is skipped` });
    for (const event of events) if ("host" in event) cast.show(event);
    if (!isLast) await cast.clock.sleep(GLANCE, over);
  }
}
