import { quoted } from "../../templates/host/quote.ts";
import {
  type AskedAssumption,
  type Assumption,
  firstLine,
  unanswered,
} from "../facts/conformance/assumption.ts";
import { ASSUMPTIONS } from "../facts/conformance/assumptions.ts";
import { type LiveParser, liveParsers } from "../facts/conformance/parsers.ts";
import type { Answer } from "../facts/fact.ts";
import { LIVE_READERS, type LiveReader } from "../load/signals/live-readers.ts";
import type { Conformance, ConformanceItem, Judgement } from "../model/conformance.ts";
import { digestOf } from "../model/digest.ts";
import type { Layout } from "../model/layout.ts";
import type { Question } from "../model/question.ts";

/** How far the look may go. */
export interface Look {
  readonly layout: Layout;
  /** Also probes that change something for a moment. */
  readonly invasive: boolean;
  /** ISO time. */
  readonly at: string;
}

/** An item with the answer behind it; no answer where nothing was asked. */
export interface Looked {
  readonly item: ConformanceItem;
  readonly answer?: Answer;
}

/** One probe may take this long, seconds: softwareupdate asks the network. */
const PATIENCE = 90;

const isAsked = (assumption: Assumption): assumption is AskedAssumption => assumption.kind === "asked";

const mayAsk = ({ invasive }: AskedAssumption, look: Pick<Look, "invasive">): boolean =>
  invasive !== true || look.invasive;

const parserId = (fact: string): string => `parser.${fact}`;

/** Every question of a look for one script; each has a deadline of its own. */
export function conformanceQuestions(look: Omit<Look, "at">): readonly Question[] {
  const asked = ASSUMPTIONS.filter(isAsked).filter((assumption) => mayAsk(assumption, look));
  return [
    ...asked.map(({ id, script }) => ({
      name: id,
      script: `within ${PATIENCE} /bin/sh -c ${quoted(script(look.layout))}`,
    })),
    ...liveParsers(look.layout).map(({ fact, question }) => ({
      name: parserId(fact),
      script: question.script,
    })),
  ];
}

/** Judges what the host answered: every assumption and every parser, in the order of the tables. */
export function judgedLook(
  look: Look,
  said: ReadonlyMap<string, Answer>,
  signals: Readonly<Record<string, string>>,
): readonly Looked[] {
  return [
    ...ASSUMPTIONS.map((assumption) => judgedAssumption(assumption, look, said)),
    ...liveParsers(look.layout).map((parser) => judgedParser(parser, look, said.get(parserId(parser.fact)))),
    ...LIVE_READERS.map((reader) => judgedReader(reader, look, signals[reader.section])),
  ];
}

function judgedAssumption(assumption: Assumption, look: Look, said: ReadonlyMap<string, Answer>): Looked {
  const { id, says, source } = assumption;
  const words = { kind: "assumption", id, says, source, at: look.at } as const;
  if (assumption.kind === "hand")
    return { item: { ...words, outcome: "unknown", saw: `only by hand: ${assumption.todo}` } };
  if (!mayAsk(assumption, look))
    return { item: { ...words, outcome: "unknown", saw: "not asked: it needs --invasive" } };
  return looked(words, said.get(id), assumption.judge);
}

function judgedParser(
  { fact, read, optional }: LiveParser,
  { at }: Look,
  answer: Answer | undefined,
): Looked {
  const words = {
    kind: "parser",
    id: parserId(fact),
    says: `what macOS answers about ${fact} can be read`,
    source: `test/cases/facts/${fact}`,
    at,
  } as const;
  return looked(words, answer, (given) => {
    const value = read(given);
    if (value !== undefined) return { outcome: "confirmed", saw: shown(value) };
    if (optional && given.stdout.trim() === "") return { outcome: "inapplicable", saw: "nothing is there" };
    return unreadable(given);
  });
}

function judgedReader({ signal, read }: LiveReader, { at }: Look, text: string | undefined): Looked {
  const words = {
    kind: "parser",
    id: `signal.${signal}`,
    says: `what macOS tells of ${signal} can be read`,
    source: `test/cases/signals/${signal}.json`,
    at,
  } as const;
  return looked(words, text === undefined ? undefined : { stdout: text, exit: 0 }, (given) => {
    const value = read(given.stdout);
    return value === undefined ? unreadable(given) : { outcome: "confirmed", saw: shown(value) };
  });
}

/** A parser that gives nothing: the answer is of an unknown form, or there was none. */
const unreadable = (answer: Answer): Judgement =>
  answer.stdout.trim() === ""
    ? unanswered(answer)
    : { outcome: "refuted", saw: `unreadable: ${firstLine(answer.stdout)}` };

type Told = Pick<ConformanceItem, "kind" | "id" | "says" | "source" | "at">;

function looked(words: Told, answer: Answer | undefined, judge: (answer: Answer) => Judgement): Looked {
  if (answer === undefined)
    return { item: { ...words, outcome: "unknown", saw: "the host gave no answer to it" } };
  return { item: { ...words, ...judge(answer), output: digestOf(answer.stdout) }, answer };
}

const shown = (value: unknown): string => firstLine(JSON.stringify(value));

/** A look that decided nothing does not take the place of an earlier one that did, on the same words. */
export function mergedItems(
  now: readonly ConformanceItem[],
  before: Conformance | undefined,
): readonly ConformanceItem[] {
  const isDecided = ({ outcome }: ConformanceItem): boolean =>
    outcome === "confirmed" || outcome === "refuted";
  return now.map((item) => {
    const earlier = before?.items.find(({ id }) => id === item.id);
    const stands = earlier !== undefined && earlier.says === item.says && isDecided(earlier);
    return stands && !isDecided(item) ? earlier : item;
  });
}

/** True when something that is assumed was seen to be otherwise. */
export const isRefuted = ({ items }: Conformance): boolean =>
  items.some(({ outcome }) => outcome === "refuted");
