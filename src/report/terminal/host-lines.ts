import type { Verdict } from "../../model/gate.ts";
import { formatDuration } from "../../model/units.ts";
import { counted, SIGN } from "../words.ts";
import { type Ink, ink, verdictBrush } from "./ink.ts";
import type { Palette } from "./palette.ts";
import type { HostProgress } from "./progress.ts";
import { progressText, rungLine } from "./rung-line.ts";

/** When the tree is drawn, and with which colours. */
export interface Light {
  /** ms since 1970. */
  readonly now: number;
  readonly palette: Palette;
  /** The run is over: who waits now waits in vain. */
  readonly isOver: boolean;
}

type Line = readonly Ink[];

const GOOD = new Set(["converged", "ready", "untouched", "retired", "done"]);

/** Verbs without a gate end with an outcome only; one that failed has failed steps or says so. */
const bearing = ({ verdict, outcome, counts }: HostProgress): Verdict => {
  if (verdict !== undefined) return verdict;
  return outcome === "failed" || counts.failed > 0 ? "fail" : GOOD.has(outcome ?? "") ? "pass" : "unproven";
};

function done({ counts }: HostProgress): string {
  const parts = [
    counts.done === 0 ? "" : `${counted(counts.done, "step")} done`,
    counts.noop === 0 ? "" : `${counts.noop} had nothing to do`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function endedHead(name: string, host: HostProgress, light: Light): Line {
  const { palette } = light;
  const tone = bearing(host);
  const took = formatDuration((host.endedAt ?? light.now) - host.startedAt);
  const said = [host.verdict, host.outcome === host.verdict ? undefined : host.outcome, took, done(host)];
  const brush = host.verdict === undefined && tone === "unproven" ? palette.dim : verdictBrush(palette, tone);
  return [
    ink(`${host.verdict === undefined && tone === "unproven" ? "•" : SIGN[tone]} `, brush),
    ink(name, palette.bold),
    ink(`  ${said.filter((part) => part !== undefined && part !== "").join(" · ")}`, palette.dim),
  ];
}

function runningHead(name: string, host: HostProgress, { now, palette }: Light): Line {
  const { step, climb } = host;
  const elapsed = formatDuration(now - host.startedAt);
  if (step === undefined)
    return [ink("● ", palette.warn), ink(name, palette.bold), ink(`  ${elapsed}`, palette.dim)];
  return [
    ink("● ", palette.warn),
    ink(name, palette.bold),
    ink(`  ${step.name} `, (text) => text),
    ink(
      `${formatDuration(now - step.startedAt)} · ${climb ? progressText(climb) : step.why} · host ${elapsed}`,
      palette.dim,
    ),
  ];
}

/** A finding that stopped the host, as the tree shows it below the host. */
const findingLines = (host: HostProgress, { palette }: Light): readonly Line[] =>
  host.findings
    .filter(({ verdict }) => verdict !== "pass")
    .map(({ verdict, rule, wanted, saw }) => [
      ink(`${SIGN[verdict]} `, verdictBrush(palette, verdict)),
      ink(`${rule}  `, (text) => text),
      ink(`wanted ${wanted}, saw ${saw}`, palette.dim),
    ]);

/** The lines of one host: how it goes, its rungs as they come, and what stopped it. */
export function hostLines(name: string, host: HostProgress | undefined, light: Light): readonly Line[] {
  const { palette, isOver } = light;
  if (host === undefined) return [[ink(`○ ${name}  ${isOver ? "was not reached" : "waits"}`, palette.dim)]];
  const rungs = host.rungs.map((rung) => [ink(rungLine(rung), palette.dim)]);
  if (host.endedAt === undefined) return [runningHead(name, host, light), ...rungs];
  const note = bearing(host) === "pass" || host.note === "" ? [] : [[ink(host.note, palette.fail)]];
  const open = findingLines(host, light);
  return [endedHead(name, host, light), ...(open.length > 0 ? [...rungs, ...open] : note)];
}
