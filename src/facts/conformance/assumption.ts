import type { Judgement } from "../../model/conformance.ts";
import type { Layout } from "../../model/layout.ts";
import type { Answer } from "../fact.ts";

interface Words {
  /** `launchd.append`: area and noun. */
  readonly id: string;
  /** What is assumed, one sentence. */
  readonly says: string;
  /** What it rests on: a man page, source code, a captured output, a report, or our own conclusion. */
  readonly source: string;
}

/** What is assumed of every Mac and a program can look at. */
export interface AskedAssumption extends Words {
  readonly kind: "asked";
  /** POSIX sh for macOS. It may print its errors; it gets no input and a deadline. */
  readonly script: (layout: Layout) => string;
  /** It changes something for a moment: a job, a file, a second engine. */
  readonly invasive?: true;
  readonly judge: (answer: Answer) => Judgement;
}

/** What only a person can find out. */
export interface HandAssumption extends Words {
  readonly kind: "hand";
  readonly todo: string;
}

export type Assumption = AskedAssumption | HandAssumption;

export const confirmed = (saw: string): Judgement => ({ outcome: "confirmed", saw });
export const refuted = (saw: string): Judgement => ({ outcome: "refuted", saw });
export const unknown = (saw: string): Judgement => ({ outcome: "unknown", saw });
export const inapplicable = (saw: string): Judgement => ({ outcome: "inapplicable", saw });

const LONGEST = 160;

/** The first line that says something, short enough for a table. */
export function firstLine(text: string): string {
  const line =
    text
      .split("\n")
      .find((item) => item.trim() !== "")
      ?.trim() ?? "";
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

/** Nothing was learnt: the program is missing, was refused or took too long. */
export function unanswered({ stdout, exit }: Answer): Judgement {
  if (exit === 127) return unknown("the program is not there");
  if (exit === 142) return unknown("no answer in time");
  return unknown(`exit ${exit}: ${firstLine(stdout) || "no output"}`);
}

/** Confirmed when the whole output matches, refuted when an answer came that does not. */
export const matching =
  (pattern: RegExp) =>
  (answer: Answer): Judgement => {
    if (pattern.test(answer.stdout)) return confirmed(firstLine(pattern.exec(answer.stdout)?.[0] ?? ""));
    return answer.exit === 0 ? refuted(firstLine(answer.stdout) || "no output") : unanswered(answer);
  };

/** Confirmed when every one of `patterns` is found in the answer. */
export const holding =
  (patterns: Readonly<Record<string, RegExp>>) =>
  (answer: Answer): Judgement => {
    if (answer.exit !== 0) return unanswered(answer);
    const lost = Object.entries(patterns)
      .filter(([, pattern]) => !pattern.test(answer.stdout))
      .map(([name]) => name);
    const all = Object.keys(patterns).join(", ");
    return lost.length === 0 ? confirmed(`it shows ${all}`) : refuted(`it lacks ${lost.join(", ")}`);
  };

/** `took 41 ms` on the last line, as `TIMED` prints it. */
export const within =
  (most: number) =>
  (answer: Answer): Judgement => {
    const took = Number(/^took (\d+) ms$/m.exec(answer.stdout)?.[1]);
    if (!Number.isFinite(took)) return unanswered(answer);
    return took <= most ? confirmed(`${took} ms`) : refuted(`${took} ms, more than ${most} ms`);
  };

/** A shell function that tells how long a command took; macOS's `time` has no fixed format in sh, perl is there. */
export const TIMED = `timed() { perl -MTime::HiRes=time -e 'my $t = time; my $rc = system(@ARGV); printf "took %d ms\\n", 1000 * (time - $t); exit($rc >> 8)' "$@"; }`;
