// Enroll what a proven run measured as the baseline of its kind of host; list what is enrolled.
import type { Baseline } from "../src/model/baseline.ts";
import { digestOf } from "../src/model/digest.ts";
import { Failure } from "../src/model/failure.ts";
import { LEAST_SAMPLES } from "../src/model/least-samples.ts";
import type { HostResult } from "../src/model/run-result.ts";
import { signBaseline } from "../src/run/baseline.ts";
import { type Clock, isoTime } from "../src/run/clock.ts";
import { type ProvenHost, provenHosts } from "../src/run/proven-run.ts";
import { openStage } from "../src/run/stage.ts";
import { type KeptBaseline, readBaseline, readBaselines, writeBaseline } from "../src/store/baselines.ts";
import { readRun } from "../src/store/evidence.ts";
import { latestRun } from "../src/store/run-names.ts";
import { runDirectory, type Workspace } from "../src/store/workspace.ts";

/** Which run of which pool. */
export interface EnrolCall {
  readonly folders: Workspace;
  readonly pool: string;
  /** The latest when absent, which then has to be proven as a whole. */
  readonly run: string | undefined;
  /** Take the place of one that is enrolled already. */
  readonly replace: boolean;
  readonly clock: Clock;
}

/**
 * Enrolls one host of each kind that passed in the run. Throws `run-untrusted` when the report does not verify,
 * `baseline-enrolled` when there is one and it shall not be replaced, `baseline-unproven` when no host passed, or when nobody named
 * the run and not every host of it did.
 */
export async function enrol(call: EnrolCall): Promise<readonly KeptBaseline[]> {
  const { folders, pool, replace } = call;
  const run = call.run ?? (await latestProven(folders, pool));
  const stage = await openStage(folders, pool);
  const all = (await provenHosts(stage, run)).map((host) => candidate(call, host));
  const first = all.filter((one, index) => all.findIndex((other) => other.folder === one.folder) === index);
  if (first.length === 0) throw nothing(`${pool}, run ${run}`);
  if (!replace) for (const one of first) await refuseSecond(folders.inventory, one);
  for (const one of first) {
    await writeBaseline(folders.inventory, one);
    await signBaseline(folders.inventory, stage.pool, one.folder);
  }
  return first;
}

/** A run that is taken because it is the latest is one that passed; of another one a person has to say that it is meant. */
async function latestProven(folders: Workspace, pool: string): Promise<string> {
  const run = await latestRun(folders, pool);
  const { verdict } = await readRun(runDirectory(folders, pool, run));
  if (verdict === "pass") return run;
  throw new Failure({
    code: "baseline-unproven",
    subject: `${pool}, run ${run}`,
    saw: `the verdict of the latest run is ${verdict}`,
    hint: `deploy until it passes, or name it (espalier baseline enroll ${pool} ${run}) to take the hosts of it that passed`,
  });
}

/** What is enrolled for hosts of any kind. */
export const enrolled = ({ inventory }: Workspace): Promise<readonly KeptBaseline[]> =>
  readBaselines(inventory);

function candidate({ clock }: EnrolCall, { host, key, folder, climb, samplesCsv }: ProvenHost): KeptBaseline {
  const lone = climb.samples.filter(({ rung }) => rung === 1).length;
  if (lone < LEAST_SAMPLES.p95) throw tooFew(host, lone);
  const baseline: Baseline = {
    format: "espalier-baseline/1",
    key,
    enrolledAt: isoTime(clock),
    from: { pool: host.pool, run: host.run, host: host.host },
    contract: climb.contract,
    samples: digestOf(samplesCsv),
  };
  return { folder, baseline, samples: samplesCsv };
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
