import { canonicalJson, digestOf } from "../model/digest.ts";

/** What decides a prompt. */
export interface PromptWish {
  /** Stands first, so that no two prompts share a prefix that an engine could have cached. */
  readonly nonce: string;
  /** Equal seeds give equal words. */
  readonly seed: number;
  /** Wanted length in tokens, about. */
  readonly tokens: number;
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
export const PROMPT_DIGEST = digestOf(canonicalJson({ shape: "nonce task words", WORDS, TASK, OVERHEAD }));

/** A prompt of about `tokens` tokens whose first word is the nonce. */
export function prompt({ nonce, seed, tokens }: PromptWish): string {
  const next = random(seed);
  const count = Math.max(1, tokens - OVERHEAD);
  const words = Array.from({ length: count }, () => WORDS[Math.floor(next() * WORDS.length)]);
  return `${nonce} ${TASK} ${words.join(" ")}`;
}

/** mulberry32 (Tommy Ettinger, public domain): enough chance for words, and the same on every machine. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
