import { canonicalJson, type Digest, digestOf } from "../model/digest.ts";
import { Failure } from "../model/failure.ts";

/** What decides a prompt. */
export interface PromptWish {
  /** Stands first, so that no two prompts share a prefix that an engine could have cached. */
  readonly nonce: string;
  /** Equal seeds give equal words. */
  readonly seed: number;
  /** Wanted length in tokens, about. */
  readonly tokens: number;
  /** Words of a text of one's own, in their order; absent: words drawn from a list. */
  readonly corpus?: readonly string[] | undefined;
}

/** Common words that most vocabularies know as one token when a space stands before them. */
const WORDS = `apple branch garden winter river stone light morning letter window market paper bridge summer
  forest island valley field mountain ocean silver golden simple steady narrow gentle bright quiet heavy early
  travel answer follow gather listen return finish carry build watch water table house story music color number
  people animal circle corner engine family figure forward history machine minute moment nature office order`
  .trim()
  .split(/\s+/);

const TASK = "Write one long and even paragraph about these words:";
/** The nonce and the task take about this many tokens. */
const OVERHEAD = 24;

/** What every prompt is made of, whatever its seed: two climbs of different words are not comparable. */
export const PROMPT_DIGEST = digestOf(
  canonicalJson({ shape: "nonce of the request, task, words", WORDS, TASK, OVERHEAD }),
);

/** A word of prose takes about this many tokens. */
const TOKENS_PER_WORD = 4 / 3;

/** What prompts out of a text are made of. */
export const corpusDigest = (text: string): Digest =>
  digestOf(
    canonicalJson({
      shape: "nonce of the request, passage",
      corpus: digestOf(text),
      OVERHEAD,
      TOKENS_PER_WORD,
    }),
  );

/** The words of a text. Throws `Failure` `corpus-empty` when it has none; `source` is said in it. */
export function corpusWords(text: string, source: string): readonly string[] {
  const words = text.split(/\s+/).filter((word) => word !== "");
  if (words.length > 0) return words;
  throw new Failure({
    code: "corpus-empty",
    subject: source,
    saw: "it holds no word",
    hint: "write the text into it that prompts shall be cut from, or leave it out",
  });
}

/** A prompt of about `tokens` tokens whose first word is the nonce. */
export function prompt({ nonce, seed, tokens, corpus }: PromptWish): string {
  const next = random(seed);
  const count = Math.max(1, tokens - OVERHEAD);
  if (corpus !== undefined) return `${nonce} ${passage(corpus, next(), count)}`;
  const words = Array.from({ length: count }, () => WORDS[Math.floor(next() * WORDS.length)]);
  return `${nonce} ${TASK} ${words.join(" ")}`;
}

/** A piece of a text that begins at a share of it and goes on at its start when it has ended. */
function passage(corpus: readonly string[], share: number, tokens: number): string {
  const from = Math.floor(share * corpus.length);
  const count = Math.max(1, Math.round(tokens / TOKENS_PER_WORD));
  return Array.from({ length: count }, (_, at) => corpus[(from + at) % corpus.length]).join(" ");
}

/** mulberry32 (Tommy Ettinger, public domain): enough chance for words, and the same on every machine. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
