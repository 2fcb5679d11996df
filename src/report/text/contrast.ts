import type { Beside, Contrast, Difference, KneesBeside, SideNote } from "../../model/contrast.ts";
import { brief } from "../../model/digest.ts";
import type { Metric } from "../../model/rule.ts";
import { listed } from "../../model/words.ts";
import { latency, rate } from "../format.ts";
import { counted } from "../words.ts";
import { columns } from "./columns.ts";

/** Two sides beside each other on a terminal: what differs, every number with its word, and what it comes to. */
export const renderContrast = (contrast: Contrast): string =>
  [
    ...columns([side("A", contrast.a), side("B", contrast.b)]),
    ...contrast.compared.map(compared),
    "",
    ...columns([TITLES, ...contrast.numbers.map(row)]),
    "",
    knees(contrast.knees),
    ...contrast.notes,
    "",
    verdict(contrast),
  ].join("\n");

const side = (name: string, { climbs, host, machine, from, until }: SideNote): readonly string[] => [
  name,
  climbs.length === 1 ? (climbs[0] ?? "") : `${counted(climbs.length, "climb")} of ${host}`,
  machine,
  day(from) === day(until) ? day(from) : `${day(from)} to ${day(until)}`,
];

const day = (iso: string): string => iso.slice(0, 10);

const compared = ({ what, a, b }: Difference): string => `compared: ${what}, ${brief(a)} beside ${brief(b)}`;

const TITLES = ["streams", "number", "A", "B", "B / A", "95 %", "B is", ""];

const NAMES: Readonly<Partial<Record<Metric, string>>> = {
  "ttft.p50": "TTFT p50",
  "ttft.p95": "TTFT p95",
  "itl.p50": "ITL p50",
  "itl.p95": "ITL p95",
  "completion.p50": "completion p50",
  "completion.p95": "completion p95",
  throughput: "output",
};

function row(one: Beside): readonly string[] {
  const { rung, metric, a, b, ratio, low, high, word, why, sees } = one;
  return [
    String(rung),
    `${NAMES[metric] ?? metric}${one.primary ? " *" : ""}`,
    value(metric, a),
    value(metric, b),
    ratio === undefined ? "" : ratio.toFixed(2),
    ratio === undefined ? "" : `${low?.toFixed(2) ?? "0"} to ${high?.toFixed(2) ?? "any"}`,
    word,
    word === "no difference seen" && sees !== undefined && sees > 0
      ? `from ${percent(sees)} on one shows`
      : why,
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

function value(metric: Metric, seen: number | undefined): string {
  if (seen === undefined) return "–";
  if (metric === "throughput") return rate(seen);
  return seen < 100 ? `${seen.toFixed(1)} ms` : latency(seen);
}

const knees = ({ a, b, word, why }: KneesBeside): string =>
  `knee: ${kneeList(a)} beside ${kneeList(b)} streams: ${KNEE_WORDS[word]}${why && `, ${why}`}`;

const KNEE_WORDS: Readonly<Record<KneesBeside["word"], string>> = {
  faster: "B carries more",
  slower: "B carries fewer",
  "no difference seen": "no difference seen",
  "cannot tell": "cannot tell",
};

const kneeList = (all: readonly (number | undefined)[]): string =>
  all.map((knee) => (knee === undefined ? "none" : String(knee))).join(", ");

function verdict({ word, numbers }: Contrast): string {
  const told = (wanted: Beside["word"]): string =>
    listed(numbers.filter((one) => one.primary && one.word === wanted).map(times));
  switch (word) {
    case "mixed":
      return `B is faster in some and slower in others. Faster: ${told("faster")}. Slower: ${told("slower")}.`;
    case "faster":
    case "slower":
      return `B is ${word} than A: ${told(word)}.`;
    case "no difference seen":
      return "No difference seen between A and B in what decides (*).";
    case "cannot tell":
      return `It cannot be told whether A and B differ: ${needed(numbers)}.`;
  }
}

/** What would have to be otherwise for the numbers that decide. */
function needed(numbers: readonly Beside[]): string {
  const open = numbers.filter(({ primary, word }) => primary && word === "cannot tell");
  const voided = open.filter((one) => one.void === true).length;
  if (voided === 0) return "more requests or more runs are needed where it says so (*)";
  const disturbed = "rungs are void where it says so (*): climb again when that is over";
  return voided === open.length
    ? `${disturbed}, more requests mend none of them`
    : `some ${disturbed}; elsewhere more requests or more runs are needed`;
}

const times = ({ metric, rung, ratio }: Beside): string =>
  `${NAMES[metric]} at ${counted(rung, "stream")} ${ratio?.toFixed(2)} times`;
