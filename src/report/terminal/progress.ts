import type { Event, RungEnd, RungProgress, StepState, WaveLine } from "../../model/event.ts";
import type { Finding, Verdict } from "../../model/gate.ts";

/** All that the live tree shows, folded from events. Times in ms since 1970. */
export interface Progress {
  readonly verb: string;
  readonly pool: string;
  readonly run: string;
  readonly startedAt?: number;
  readonly waves: readonly WaveLine[];
  readonly hosts: Readonly<Record<string, HostProgress>>;
  /** The last words that concern no host. */
  readonly lines: readonly string[];
  readonly end?: {
    readonly at: number;
    readonly verdict?: Verdict;
    readonly exit: number;
    readonly note: string;
  };
}

export interface HostProgress {
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly step?: { readonly name: string; readonly why: string; readonly startedAt: number };
  /** Of the rung that is being climbed. */
  readonly climb?: RungProgress;
  readonly counts: Readonly<Record<StepState, number>>;
  readonly rungs: readonly RungEnd[];
  readonly verdict?: Verdict;
  readonly findings: readonly Finding[];
  readonly outcome?: string;
  readonly note: string;
}

/** Before the first event. */
export const emptyProgress: Progress = { verb: "", pool: "", run: "", waves: [], hosts: {}, lines: [] };

const LINES = 4;

const newHost = (at: number): HostProgress => ({
  startedAt: at,
  counts: { done: 0, noop: 0, failed: 0 },
  rungs: [],
  findings: [],
  note: "",
});

/** A host that no wave names, as in verbs without waves, gets a wave without a name. */
function named(progress: Progress, host: string): Progress {
  if (progress.waves.some(({ hosts }) => hosts.includes(host))) return progress;
  const [first, ...rest] = progress.waves.toReversed();
  const own = first?.name === "" ? { name: "", hosts: [...first.hosts, host] } : { name: "", hosts: [host] };
  const others = first?.name === "" ? rest : progress.waves.toReversed();
  return { ...progress, waves: [...others.toReversed(), own] };
}

function onHost(
  progress: Progress,
  event: Event & { readonly host: string },
  change: (host: HostProgress) => HostProgress,
): Progress {
  const before = progress.hosts[event.host] ?? newHost(Date.parse(event.at));
  const known = named(progress, event.host);
  return { ...known, hosts: { ...known.hosts, [event.host]: change(before) } };
}

function withoutStep(host: HostProgress): HostProgress {
  const { step, climb, ...rest } = host;
  return step === undefined && climb === undefined ? host : rest;
}

/** A rung to which the climb came again ends again, with all that was seen there. */
const withRung = (rungs: readonly RungEnd[], ended: RungEnd): readonly RungEnd[] =>
  rungs.some(({ rung }) => rung.rung === ended.rung.rung)
    ? rungs.map((one) => (one.rung.rung === ended.rung.rung ? ended : one))
    : [...rungs, ended];

/** The progress after one more event; the clock is the event's own. */
export function reduceProgress(progress: Progress, event: Event): Progress {
  const at = Date.parse(event.at);
  switch (event.kind) {
    case "run-started":
      return {
        ...progress,
        verb: event.verb,
        pool: event.pool,
        run: event.run,
        startedAt: at,
        waves: event.waves,
      };
    case "host-started":
      return onHost(progress, event, () => newHost(at));
    case "step-started":
      return onHost(progress, event, (host) => ({
        ...withoutStep(host),
        step: { name: event.step, why: event.why, startedAt: at },
      }));
    case "step-ended":
      return onHost(progress, event, (host) => ({
        ...withoutStep(host),
        counts: { ...host.counts, [event.state]: host.counts[event.state] + 1 },
        note: event.state === "failed" ? `${event.step}: ${event.note}` : host.note,
      }));
    case "rung-progress":
      return onHost(progress, event, (host) => ({ ...host, climb: event }));
    case "rung-ended":
      return onHost(progress, event, (host) => ({ ...host, rungs: withRung(host.rungs, event) }));
    case "host-judged":
      return onHost(progress, event, (host) => ({
        ...withoutStep(host),
        verdict: event.verdict,
        findings: event.findings,
      }));
    case "host-ended":
      return onHost(progress, event, (host) => ({
        ...withoutStep(host),
        endedAt: at,
        outcome: event.outcome,
        note: event.note,
      }));
    case "line": {
      const text = event.host === undefined ? event.text : `${event.host}: ${event.text}`;
      return { ...progress, lines: [...progress.lines, text].slice(-LINES) };
    }
    case "run-ended": {
      const { verdict, exit, note } = event;
      return { ...progress, end: { at, exit, note, ...(verdict === undefined ? {} : { verdict }) } };
    }
  }
}
