import { join } from "node:path";
import { climbFromEvidence } from "../load/evidence.ts";
import type { BaselineKey } from "../model/baseline.ts";
import type { Climb } from "../model/climb.ts";
import { Failure } from "../model/failure.ts";
import type { HostResult } from "../model/run-result.ts";
import { verdictFor } from "../model/verdict.ts";
import { baselineFolder, baselineKey } from "../operations/baseline-key.ts";
import { readEvidence } from "../store/evidence-files.ts";
import { runDirectory } from "../store/workspace.ts";
import { hostWish, type Stage } from "./stage.ts";
import { trustRun } from "./trust.ts";

/** What a host measured that passed its gate with the release that the inventory asks for. */
export interface ProvenHost {
  readonly host: HostResult;
  readonly key: BaselineKey;
  /** The folder of its kind below `baselines/`. */
  readonly folder: string;
  readonly climb: Climb;
  readonly samplesCsv: string;
}

/**
 * The hosts of a run that passed. Throws `run-untrusted` when its report does not verify, `baseline-outdated` when it served
 * another release than the inventory asks for.
 */
export async function provenHosts(stage: Stage, run: string): Promise<readonly ProvenHost[]> {
  const folder = runDirectory(stage.folders, stage.pool.id, run);
  const { hosts } = await trustRun(folder, {
    allowedSigners: join(stage.folders.inventory, "allowed_signers"),
    unsigned: stage.pool.gates.signing === undefined,
  });
  const passed = hosts.filter((host) => verdictFor(host) === "pass");
  return Promise.all(passed.map((host) => provenHost(stage, folder, host)));
}

async function provenHost(stage: Stage, folder: string, host: HostResult): Promise<ProvenHost> {
  const known = stage.pool.hosts.find(({ id }) => id === host.host);
  const wish = known && hostWish(stage, known);
  const texts = await readEvidence(folder, host.host);
  if (wish?.spec.digest !== host.release.wanted || texts === undefined)
    throw outdated(folder, host, texts === undefined);
  const key = baselineKey(wish);
  const { climbJson: climb, samplesCsv, signalsCsv: signals } = texts;
  return {
    host,
    key,
    folder: baselineFolder(key),
    climb: climbFromEvidence({ climb, samples: samplesCsv, signals }),
    samplesCsv,
  };
}

const outdated = (folder: string, { host }: HostResult, isEmpty: boolean): Failure =>
  new Failure({
    code: "baseline-outdated",
    subject: `${host} in ${folder}`,
    saw: isEmpty ? "the run has no samples of it" : "the inventory asks for another release by now",
    hint: "deploy, then name that run",
  });
