// Measure how much climbs differ when nothing has changed (A/A), and keep it with the baseline of their kind of host.
import { measure } from "../src/load/measure.ts";
import { type NoiseRun, noiseFloor } from "../src/load/noise-floor.ts";
import { Failure } from "../src/model/failure.ts";
import { signBaseline } from "../src/run/baseline.ts";
import { type ProvenHost, provenHosts } from "../src/run/proven-run.ts";
import { openStage } from "../src/run/stage.ts";
import { type KeptBaseline, readBaseline, writeBaseline } from "../src/store/baselines.ts";
import type { Workspace } from "../src/store/workspace.ts";

/** Two climbs give one difference; from three on a spread means something. */
const LEAST_CLIMBS = 3;

export interface NoiseCall {
  readonly folders: Workspace;
  readonly pool: string;
  readonly runs: readonly string[];
}

/**
 * Writes the noise floor of every kind of host that passed in three climbs or more of these runs, into its enrolled baseline. Throws
 * `noise-unknown` when there is no such kind.
 */
export async function noise({ folders, pool, runs }: NoiseCall): Promise<readonly KeptBaseline[]> {
  const stage = await openStage(folders, pool);
  const seen = climbsByKind(await Promise.all(runs.map((run) => provenHosts(stage, run))));
  const kept: KeptBaseline[] = [];
  for (const [folder, all] of seen) {
    const there = await readBaseline(folders.inventory, folder);
    if (there === undefined || all.length < LEAST_CLIMBS) continue;
    const next = { ...there, baseline: { ...there.baseline, noise: noiseFloor(all) } };
    await writeBaseline(folders.inventory, next);
    await signBaseline(folders.inventory, stage.pool, folder);
    kept.push(next);
  }
  if (kept.length === 0) throw unknown(pool, runs);
  return kept;
}

/** A host that needed no new proof brings the samples of an earlier climb: they count once. */
function climbsByKind(runs: readonly (readonly ProvenHost[])[]): ReadonlyMap<string, readonly NoiseRun[]> {
  const seen = new Map<string, Map<string, NoiseRun>>();
  for (const { folder, host, climb, samplesCsv } of runs.flat()) {
    const kind = seen.get(folder) ?? new Map<string, NoiseRun>();
    kind.set(samplesCsv, { run: `${host.run}/${host.host}`, climb, measurement: measure(climb) });
    seen.set(folder, kind);
  }
  return new Map([...seen].map(([folder, kind]) => [folder, [...kind.values()]]));
}

const unknown = (pool: string, runs: readonly string[]): Failure =>
  new Failure({
    code: "noise-unknown",
    subject: `${pool}: ${runs.join(", ")}`,
    saw: `no kind of host has an enrolled baseline and ${LEAST_CLIMBS} climbs in these runs`,
    hint: "enroll a baseline, prove the same release on several hosts of its kind or several times, and name those runs",
  });
