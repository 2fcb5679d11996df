import type { Finding, Verdict } from "../model/gate.ts";
import type { HostEnd } from "../model/host-end.ts";
import type { HostResult, RunResult } from "../model/run-result.ts";
import { endingHosts, verdictFor } from "../model/verdict.ts";
import { listed } from "../model/words.ts";

/** A sign beside each verdict, so that no reader depends on colour. */
export const SIGN: Readonly<Record<Verdict, string>> = { pass: "✓", fail: "✕", unproven: "?" };

const ENDS: Readonly<Record<HostEnd, string>> = {
  converged: "serves the new release",
  ready: "has the new release and stays closed, as the inventory says",
  "rolled-back": "was put back to its previous release",
  "rolled-back-closed": "was put back to its previous release and is closed",
  stopped: "serves nothing",
  untouched: "was not touched",
  unchanged: "serves what it served before",
  held: "stays closed, as it was before",
  "left-closed": "is closed, because the run was cut short",
  "left-open": "serves a release that is not proven",
  unsettled: "is closed, because the way back failed too",
  lost: "was left unfinished and cannot be asked what it serves",
  measured: "was measured as it stood",
};

/** What happened to a host, as the end of a sentence that begins with its name. */
export function fate({ outcome, gate, release }: HostResult): string {
  const isProven = gate.verdict === "pass";
  if (outcome === "untouched" && isProven) return "served its release already";
  if (outcome === "held" && isProven) return "has its release already and stays closed, as it was before";
  if (outcome === "unchanged" && release.serving === undefined) return "serves nothing, as before";
  return ENDS[outcome];
}

/** True for a host that has the release it had before the run. */
export const isAsBefore = ({ outcome }: HostResult): boolean =>
  outcome === "untouched" || outcome === "unchanged" || outcome === "held";

/** `1 host`, `3 hosts`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** What decides; a watched rule is only told. */
const primaries = ({ gate }: HostResult): readonly Finding[] =>
  gate.findings.filter(({ watched }) => !watched);

const of = (host: HostResult, verdict: Verdict): number =>
  primaries(host).filter((one) => one.verdict === verdict).length;

/** `missed 4 of 6 rules`, `left 1 of 6 rules unproven`, `met 6 of 6 rules`; what counts most. */
function bearing(host: HostResult): string {
  const [failed, open, all] = [of(host, "fail"), of(host, "unproven"), primaries(host).length];
  if (failed > 0) return `missed ${failed} of ${counted(all, "rule")}`;
  return open > 0
    ? `left ${open} of ${counted(all, "rule")} unproven`
    : `met ${all} of ${counted(all, "rule")}`;
}

/** How the rules went, shortly, and what came after them; for a host that was never judged, why. */
export function tally(host: HostResult): string {
  const { findings, reasons } = host.gate;
  if (findings.length === 0) return host.failure ?? reasons[0] ?? "no rule was judged";
  const open = of(host, "unproven");
  const told = of(host, "fail") > 0 && open > 0 ? `${bearing(host)}, left ${open} unproven` : bearing(host);
  if (host.failure !== undefined) return `${told}, and then: ${host.failure}`;
  return host.proof?.extent === "reduced" ? `${told} at rungs ${host.proof.rungs.join(", ")} only` : told;
}

/** The hosts that gave the run its verdict; those whose turn never came gave nothing. */
const deciders = ({ hosts, verdict }: RunResult): readonly HostResult[] =>
  verdict === "pass" ? hosts : endingHosts(hosts).filter((host) => verdictFor(host) === verdict);

/** The one host that says most about the verdict: a decider that was measured, or any that was. */
export const decider = (result: RunResult): HostResult | undefined =>
  [...deciders(result), ...result.hosts].find(({ gate }) => gate.measurement.rungs.length > 0);

/** True for a run that only measured one machine: no pool, no rollout, no release. */
export const isLocal = ({ hosts }: RunResult): boolean =>
  hosts.length > 0 && hosts.every(({ outcome }) => outcome === "measured");

/** What the run was about: `pool orchard`, `ladder on mbp`. */
export const topic = (result: RunResult): string =>
  isLocal(result) ? `ladder on ${result.hosts[0]?.host}` : `pool ${result.pool}`;

function met({ hosts, rules }: RunResult): string {
  const shut = hosts.filter(({ outcome }) => outcome === "ready" || outcome === "held");
  const does = shut.length === 0 ? ["serves", "serve"] : ["has", "have"];
  const closed = shut.length === 0 ? "" : `; closed: ${listed(shut.map(({ host }) => host))}`;
  return hosts.length === 1
    ? `${hosts[0]?.host} met ${counted(rules.length, "rule")} and ${does[0]} its pinned release${closed}.`
    : `All ${hosts.length} hosts met ${counted(rules.length, "rule")} and ${does[1]} their pinned release${closed}.`;
}

const SEVERAL: Readonly<Record<Exclude<Verdict, "pass">, string>> = {
  fail: "missed the gate",
  unproven: "could not be proven",
};

/** All hosts that ended the run, those that failed first: `mac-01 missed the gate; mac-02 could not be proven.` */
function several(hosts: readonly HostResult[]): string {
  const parts = (["fail", "unproven"] as const).map((verdict) => {
    const names = hosts.filter((host) => verdictFor(host) === verdict).map(({ host }) => host);
    return names.length === 0 ? "" : `${listed(names)} ${SEVERAL[verdict]}`;
  });
  return `${parts.filter((part) => part !== "").join("; ")}.`;
}

/** The run in one sentence. */
export function headline(result: RunResult): string {
  const [measured] = result.hosts;
  if (measured?.outcome === "measured") return `${measured.host} ${bearing(measured)}.`;
  if (result.verdict === "pass") return met(result);
  const hosts = endingHosts(result.hosts);
  const [only] = hosts;
  if (only === undefined) return "No host was measured, so nothing is proven.";
  if (hosts.length > 1) return several(hosts);
  const why = only.gate.findings.length === 0 ? "stopped before its gate" : bearing(only);
  return `${only.host} ${why} and ${fate(only)}.`;
}
