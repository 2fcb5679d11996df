import { basename, dirname } from "node:path";
import { contrastOf } from "../gates/contrast/contrast.ts";
import type { Parties, Party } from "../gates/contrast/party.ts";
import { voidRungs } from "../gates/doubt/void-rungs.ts";
import { measure } from "../load/measure.ts";
import type { Allowance, Contrast } from "../model/contrast.ts";
import { digestOf } from "../model/digest.ts";
import { Failure } from "../model/failure.ts";
import type { HostResult, RunResult } from "../model/run-result.ts";
import { climbOf } from "../store/evidence.ts";
import { readEvidence } from "../store/evidence-files.ts";
import type { NamedRun } from "../store/run-names.ts";
import { type Credit, trustRun } from "./trust.ts";

/**
 * The climbs of some runs, each of them verified as `verify` does; evidence that several runs carry counts once. Throws `run-untrusted`
 * for a report that does not verify, and `climb-missing` where nothing was climbed.
 */
export async function partiesOf(runs: readonly NamedRun[], credit: Credit): Promise<readonly Party[]> {
  const found = (await Promise.all(runs.map((run) => partiesOfRun(run, credit)))).flat();
  const once = new Map(found.toReversed().map((party) => [party.samples, party]));
  if (once.size === 0) throw unclimbed(runs);
  return [...once.values()].toReversed();
}

async function partiesOfRun({ folder, host }: NamedRun, credit: Credit): Promise<readonly Party[]> {
  const result = await trustRun(folder, {
    hint: "sign it, or add --unsigned to compare what nobody vouches for",
    ...credit,
  });
  const hosts = result.hosts.filter((one) => host === undefined || one.host === host);
  if (hosts.length === 0) throw hostless(folder, host ?? "", result);
  return (await Promise.all(hosts.map((one) => partyOf(folder, one)))).flat();
}

async function partyOf(folder: string, host: HostResult): Promise<readonly Party[]> {
  const texts = await readEvidence(folder, host.host);
  if (texts === undefined || host.evidence["samples.csv"] === undefined) return [];
  const climb = climbOf(texts);
  const name = `${basename(dirname(folder))}@${basename(folder)}/${host.host}`;
  const samples = digestOf(texts.samplesCsv);
  const footing = { ...host.pins, ...host.proof?.conditions };
  return [
    { name, samples, climbed: host.climbed, footing, climb, measurement: measure(climb, voidRungs(climb)) },
  ];
}

/** Holds B beside A. Throws `runs-incomparable` with every reason. */
export function heldBeside(parties: Parties, despite: readonly Allowance[], subject: string): Contrast {
  const found = contrastOf(parties, despite);
  if (found.kind === "contrast") return found.contrast;
  throw new Failure({
    code: "runs-incomparable",
    subject,
    saw: found.objections.join("; "),
    hint: "climb both sides with the same ladder, model, engine and client",
  });
}

const hostless = (folder: string, host: string, { hosts }: RunResult): Failure =>
  new Failure({
    code: "host-unknown",
    subject: `${folder}: ${host}`,
    saw: `its hosts are ${hosts.map((one) => one.host).join(", ")}`,
    hint: "name one of them",
  });

const unclimbed = (runs: readonly NamedRun[]): Failure =>
  new Failure({
    code: "climb-missing",
    subject: runs.map(({ folder }) => folder).join(", "),
    saw: "no host climbed in it: there are no samples",
    hint: "name a run that proved a release, or a ladder of this machine",
  });
