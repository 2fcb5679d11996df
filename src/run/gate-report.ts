import { secretPath } from "../connectors/secret.ts";
import { signFile } from "../connectors/ssh-keygen.ts";
import type { ExitCode } from "../model/failure.ts";
import { EXIT, Failure } from "../model/failure.ts";
import type { Host } from "../model/pool.ts";
import type { HostResult, RunResult } from "../model/run-result.ts";
import { GATE_REPORT_NAMESPACE } from "../report/namespace.ts";
import { nextSentence, waitingReason } from "../rollout/next.ts";
import { exitOf, worst } from "../rollout/verdict.ts";
import { eventLog, followEvents } from "../store/event-log.ts";
import { composeRun, readHostResults } from "../store/evidence.ts";
import { notJudged, untouched } from "./host-result.ts";
import type { Stand } from "./performance.ts";
import { at } from "./scene.ts";
import { hostWish, type Stage } from "./stage.ts";

/** Where the report of a run lies, and what the run comes to. */
export interface Reported {
  readonly exit: ExitCode;
  readonly directory: string;
  readonly result?: RunResult;
}

/** Puts the results of all hosts into one gate report, renders it and signs it when the pool names a key. */
export async function composeReport(stand: Stand, stage: Stage, hosts: readonly Host[]): Promise<Reported> {
  const touched = await readHostResults(stand.directory);
  const results = hosts.map(
    (host) => touched.find((result) => result.host === host.id) ?? waiting(stand, stage, host, touched),
  );
  const result = await runResult(stand, stage, results);
  await composeRun(stand.directory, result);
  await signReport(stand.directory, stage);
  const exit = exitOf(results);
  stand.tell({ kind: "run-ended", verdict: result.verdict, exit, note: result.next });
  return { exit, directory: stand.directory, result };
}

/** A host that its wave never reached. */
function waiting(stand: Stand, stage: Stage, host: Host, touched: readonly HostResult[]): HostResult {
  return untouched({
    scene: stand,
    wish: hostWish(stage, host),
    startedAt: at(stand),
    gate: notJudged(waitingReason(touched)),
  });
}

async function runResult(stand: Stand, stage: Stage, hosts: readonly HostResult[]): Promise<RunResult> {
  const {
    events: [first],
  } = await followEvents(eventLog(stand.directory)).next();
  return {
    format: "espalier-gate-report/1",
    pool: stage.pool.id,
    run: stand.run,
    startedAt: first?.at ?? at(stand),
    endedAt: at(stand),
    verdict: worst(hosts),
    rules: stage.pool.gates.rules.map(({ text }) => text),
    waves: reportedWaves(stage, hosts),
    hosts,
    next: nextSentence(hosts),
  };
}

/** The waves of the hosts that the run was asked for; a run of some hosts says nothing about the others. */
const reportedWaves = (stage: Stage, hosts: readonly HostResult[]): RunResult["waves"] =>
  stage.waves
    .map(({ name, hosts: all }) => ({
      name,
      hosts: all.flatMap(({ id }) => (hosts.some(({ host }) => host === id) ? [id] : [])),
    }))
    .filter((wave) => wave.hosts.length > 0);

/** Signs the report in a folder when the pool names a key. Throws `signing-unsupported` for a key that is no file. */
export async function signReport(directory: string, { pool, folders }: Stage): Promise<void> {
  const { signing } = pool.gates;
  if (signing === undefined) return;
  const key = secretPath(signing.key, folders.inventory);
  if (key === undefined) {
    throw new Failure({
      code: "signing-unsupported",
      subject: `${pool.source} gates.signing.key`,
      saw: "ssh-keygen signs with a key file or with an agent's public key file only",
      hint: "write it as file:PATH",
      exit: EXIT.badInventory,
    });
  }
  await signFile(`${directory}/result.json`, { key, namespace: GATE_REPORT_NAMESPACE });
}
