import type { Finding, HostResult, RunResult, Verdict } from "../model/gate.ts";
import { verdictFor } from "../model/verdict.ts";

/** A sign beside each verdict, so that no reader depends on colour. */
export const SIGN: Readonly<Record<Verdict, string>> = { pass: "✓", fail: "✕", unproven: "?" };

const OUTCOMES: Readonly<Record<HostResult["outcome"], string>> = {
  converged: "serves the new release",
  "rolled-back": "was put back to its previous release",
  stopped: "serves nothing",
  untouched: "was not touched",
  unsettled: "is closed, because the way back failed too",
  measured: "was measured as it stood",
};

/** What happened to a host, as the end of a sentence that begins with its name. */
export const fate = ({ outcome, gate }: HostResult): string =>
  outcome === "untouched" && gate.verdict === "pass" ? "served its release already" : OUTCOMES[outcome];

/** `1 host`, `3 hosts`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** `a`, `a and b`, `a, b and 4 more`. */
export function listed(names: readonly string[]): string {
  if (names.length > 4) return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
  const last = names.at(-1) ?? "nothing";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

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

const waited = ({ outcome, failure }: HostResult): boolean =>
  outcome === "untouched" && failure === undefined;

/** The hosts that gave the run its verdict; those whose turn never came gave nothing. */
const deciders = (result: RunResult): readonly HostResult[] =>
  result.hosts.filter((host) => verdictFor(host) === result.verdict && !waited(host));

/** The one host that says most about the verdict: a decider that was measured, or any that was. */
export const decider = (result: RunResult): HostResult | undefined =>
  [...deciders(result), ...result.hosts].find(({ gate }) => gate.measurement.rungs.length > 0);

/** True for a run that only measured one machine: no pool, no rollout, no release. */
export const isLocal = ({ hosts }: RunResult): boolean =>
  hosts.length > 0 && hosts.every(({ outcome }) => outcome === "measured");

/** What the run was about: `pool orchard`, `ladder on mbp`. */
export const topic = (result: RunResult): string =>
  isLocal(result) ? `ladder on ${result.hosts[0]?.host}` : `pool ${result.pool}`;

const met = ({ hosts, rules }: RunResult): string =>
  hosts.length === 1
    ? `${hosts[0]?.host} met ${counted(rules.length, "rule")} and serves its pinned release.`
    : `All ${hosts.length} hosts met ${counted(rules.length, "rule")} and serve their pinned release.`;

const SEVERAL: Readonly<Record<Verdict, string>> = {
  pass: "met every rule",
  fail: "missed the gate",
  unproven: "could not be proven",
};

/** The run in one sentence. */
export function headline(result: RunResult): string {
  const hosts = deciders(result);
  const [only] = hosts;
  if (only?.outcome === "measured") return `${only.host} ${bearing(only)}.`;
  if (result.verdict === "pass") return met(result);
  if (only === undefined) return "No host was measured, so nothing is proven.";
  if (hosts.length > 1) return `${listed(hosts.map((host) => host.host))} ${SEVERAL[result.verdict]}.`;
  const why = only.gate.findings.length === 0 ? "stopped before its gate" : bearing(only);
  return `${only.host} ${why} and ${fate(only)}.`;
}
