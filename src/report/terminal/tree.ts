import type { WaveLine } from "../../model/event.ts";
import { formatDuration } from "../../model/units.ts";
import { counted } from "../words.ts";
import { hostLines, type Light } from "./host-lines.ts";
import { type Ink, ink, inkLine, verdictBrush, verdictText } from "./ink.ts";
import { PLAIN } from "./palette.ts";
import type { Progress } from "./progress.ts";

/** When, how wide and with which colours the tree is drawn. */
export interface View {
  /** ms since 1970. */
  readonly now: number;
  /** Columns of the terminal. */
  readonly width: number;
  readonly palette?: Light["palette"];
}

type Line = readonly Ink[];

/** More waiting hosts than this become one line. */
const CROWD = 3;

function head({ verb, pool, run, startedAt, end }: Progress, { now, palette }: Light): readonly Line[] {
  if (startedAt === undefined) return [];
  const elapsed = formatDuration((end?.at ?? now) - startedAt);
  return [[ink(`${verb} ${pool}`, palette.bold), ink(`  run ${run} · ${elapsed}`, palette.dim)]];
}

function waveHosts(wave: WaveLine, { hosts }: Progress, light: Light): readonly Line[] {
  const waiting = wave.hosts.filter((name) => hosts[name] === undefined);
  const isCrowd = waiting.length > CROWD;
  const shown = isCrowd ? wave.hosts.filter((name) => hosts[name] !== undefined) : wave.hosts;
  const fate = light.isOver ? "were not reached" : "wait";
  const crowd = ink(`○ ${counted(waiting.length, "host")} ${fate}`, light.palette.dim);
  return [
    ...shown.flatMap((name) => branches(hostLines(name, hosts[name], light))),
    ...(isCrowd ? [[crowd]] : []),
  ];
}

const branches = ([first = [], ...rest]: readonly Line[]): readonly Line[] => [
  first,
  ...rest.map((line) => [ink("  "), ...line]),
];

function waveLines(progress: Progress, light: Light): readonly Line[] {
  const { dim } = light.palette;
  return progress.waves.flatMap((wave, index) => {
    const isLast = index === progress.waves.length - 1;
    const hosts = waveHosts(wave, progress, light);
    if (wave.name === "") return hosts;
    const trunk = ink(isLast ? "   " : "│  ", dim);
    const name = [ink(isLast ? "└─ " : "├─ ", dim), ink(wave.name, (text) => text)];
    return [name, ...hosts.map((line) => [trunk, ...line])];
  });
}

function foot({ lines, end }: Progress, { palette }: Light): readonly Line[] {
  const said = lines.map((text) => [ink(text, palette.dim)]);
  if (end === undefined) return said;
  const brush = end.verdict === undefined ? palette.bold : verdictBrush(palette, end.verdict);
  const word =
    end.verdict === undefined ? (end.exit === 0 ? "done" : `exit ${end.exit}`) : verdictText(end.verdict);
  return [...said, [ink(word, brush), ink(end.note === "" ? "" : `  ${end.note}`, (text) => text)]];
}

/** The live tree: waves, hosts, the step in hand, rungs as they come, and the verdict; one string for each line. */
export function renderTree(progress: Progress, { now, width, palette = PLAIN }: View): readonly string[] {
  const light = { now, palette, isOver: progress.end !== undefined };
  const lines = [...head(progress, light), ...waveLines(progress, light), ...foot(progress, light)];
  return lines.map((line) => inkLine(line, width));
}
