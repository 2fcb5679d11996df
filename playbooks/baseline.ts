// Enroll what a proven run measured as the baseline of its kind of host; list what is enrolled.
import { join } from "node:path";
import { climbFromEvidence } from "../src/load/evidence.ts";
import type { Baseline, BaselineKey } from "../src/model/baseline.ts";
import { digestOf } from "../src/model/digest.ts";
import { Failure } from "../src/model/failure.ts";
import type { HostResult } from "../src/model/gate.ts";
import { LEAST_SAMPLES } from "../src/model/least-samples.ts";
import { baselineFolder, baselineKey } from "../src/operations/baseline-key.ts";
import { signBaseline } from "../src/run/baseline.ts";
import { type Clock, isoTime } from "../src/run/clock.ts";
import { hostWish, openStage, type Stage } from "../src/run/stage.ts";
import { verifyRun } from "../src/run/verify.ts";
import { type KeptBaseline, readBaseline, readBaselines, writeBaseline } from "../src/store/baselines.ts";
import { readRun } from "../src/store/evidence.ts";
import { readEvidence } from "../src/store/evidence-files.ts";
import { latestRun, runDirectory, type Workspace } from "../src/store/workspace.ts";

/** Which run of which pool. */
export interface EnrolCall {
  readonly folders: Workspace;
  readonly pool: string;
  /** The latest when absent. */
  readonly run: string | undefined;
  /** Take the place of one that is enrolled already. */
  readonly replace: boolean;
  readonly clock: Clock;
}

/**
 * Enrolls one host of each kind that passed in the run. Throws `run-untrusted` when the report does not verify,
 * `baseline-enrolled` when there is one and it shall not be replaced.
 */
export async function enrol(call: EnrolCall): Promise<readonly KeptBaseline[]> {
  const { folders, pool } = call;
  const stage = await openStage(folders, pool);
  const run = call.run ?? (await latestRun(folders, pool));
  const folder = runDirectory(folders, pool, run);
  await trustRun(folder, stage);
  const { hosts } = await readRun(folder);
  const passed = hosts.filter(({ gate }) => gate.verdict === "pass");
  const candidates = await Promise.all(passed.map((host) => candidate(call, { stage, folder, host })));
  const first = candidates.filter(
    (one, index) => candidates.findIndex((other) => other.folder === one.folder) === index,
  );
  if (first.length === 0) throw nothing(folder);
  if (!call.replace) for (const one of first) await refuseSecond(folders.inventory, one);
  for (const one of first) {
    await writeBaseline(folders.inventory, one);
    await signBaseline(folders.inventory, stage.pool, one.folder);
  }
  return first;
}

/** What is enrolled for hosts of any kind. */
export const enrolled = ({ inventory }: Workspace): Promise<readonly KeptBaseline[]> =>
  readBaselines(inventory);

interface Proven {
  readonly stage: Stage;
  readonly folder: string;
  readonly host: HostResult;
}

async function candidate({ clock }: EnrolCall, { stage, folder, host }: Proven): Promise<KeptBaseline> {
  const { key, texts } = await provenAs({ stage, folder, host });
  const { contract, samples } = climbFromEvidence({
    climb: texts.climbJson,
    samples: texts.samplesCsv,
    signals: texts.signalsCsv,
  });
  const lone = samples.filter(({ rung }) => rung === 1).length;
  if (lone < LEAST_SAMPLES.p95) throw tooFew(host, lone);
  const { pool, run } = host;
  const baseline: Baseline = {
    format: "espalier-baseline/1",
    key,
    enrolledAt: isoTime(clock),
    from: { pool, run, host: host.host },
    contract,
    samples: digestOf(texts.samplesCsv),
  };
  return { folder: baselineFolder(key), baseline, samples: texts.samplesCsv };
}

/** The kind of host it is, if the run served what the inventory asks for today. */
async function provenAs({ stage, folder, host }: Proven): Promise<{
  readonly key: BaselineKey;
  readonly texts: NonNullable<Awaited<ReturnType<typeof readEvidence>>>;
}> {
  const known = stage.pool.hosts.find(({ id }) => id === host.host);
  const wish = known && hostWish(stage, known, "");
  const texts = await readEvidence(folder, host.host);
  if (wish?.spec.digest === host.release.wanted && texts !== undefined)
    return { key: baselineKey(wish), texts };
  throw new Failure({
    code: "baseline-outdated",
    subject: `${host.host} in ${folder}`,
    saw:
      texts === undefined ? "the run has no samples of it" : "the inventory asks for another release by now",
    hint: "deploy, then enroll that run",
  });
}

async function trustRun(folder: string, { pool, folders }: Stage): Promise<void> {
  const checks = await verifyRun(folder, { allowedSigners: join(folders.inventory, "allowed_signers") });
  const isSigned = pool.gates.signing !== undefined;
  const bad = checks.find(({ ok, name }) => !ok && (isSigned || name !== "signature"));
  if (bad === undefined) return;
  throw new Failure({
    code: "run-untrusted",
    subject: folder,
    saw: `${bad.name}: wanted ${bad.wanted}, saw ${bad.saw}`,
    hint: "see `espalier verify` of that folder; enroll only what verifies",
  });
}

async function refuseSecond(inventory: string, { folder }: KeptBaseline): Promise<void> {
  const there = await readBaseline(inventory, folder);
  if (there === undefined) return;
  const { enrolledAt, from } = there.baseline;
  throw new Failure({
    code: "baseline-enrolled",
    subject: folder,
    saw: `it was enrolled on ${enrolledAt.slice(0, 10)} from run ${from.run}`,
    hint: "add --replace to put this run in its place",
  });
}

const nothing = (folder: string): Failure =>
  new Failure({
    code: "baseline-unproven",
    subject: folder,
    saw: "no host passed its gate in it",
    hint: "a baseline is what a proven host measured: deploy until one passes",
  });

const tooFew = ({ host }: HostResult, lone: number): Failure =>
  new Failure({
    code: "baseline-thin",
    subject: `${host}: rung 1`,
    saw: `${lone} requests, where a p95 needs ${LEAST_SAMPLES.p95}`,
    hint: "raise ladder.requests (1000 makes a sharp baseline), deploy, and enroll that run",
  });
