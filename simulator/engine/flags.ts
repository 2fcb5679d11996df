/** A flag: how many words follow it. */
export interface Flag {
  /** The name under which its value is kept. */
  readonly key: string;
  readonly words: 0 | 1;
  /** Value of a flag without a word; default `true`. */
  readonly means?: string;
}

/** Spellings -> flag. */
export type Flags = Readonly<Record<string, Flag>>;

export type Values = Readonly<Record<string, string>>;

/** Several spellings of a flag that takes one word. */
export const word = (key: string, ...spellings: readonly string[]): Flags =>
  Object.fromEntries(spellings.map((spelling) => [spelling, { key, words: 1 } as const]));

/** Several spellings of a flag that stands alone. */
export const lone = (key: string, means: string, ...spellings: readonly string[]): Flags =>
  Object.fromEntries(spellings.map((spelling) => [spelling, { key, words: 0, means } as const]));

/** `--flag=value` counts as two words. */
const wordsOf = (argv: readonly string[]): string[] =>
  argv.flatMap((text) => {
    const [, flag = text, value] = /^(--[\w-]+)=([\s\S]*)$/.exec(text) ?? [];
    return value === undefined ? [text] : [flag, value];
  });

/** The values of an argument list; the first word that is no flag, or a flag without its word, is told to `refuse`. */
export function valuesOf(
  argv: readonly string[],
  flags: Flags,
  refuse: (word: string, why: "unknown" | "bare") => never,
): Values {
  const values: Record<string, string> = {};
  const rest = wordsOf(argv);
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    const flag = flags[name] ?? refuse(name, "unknown");
    const value = flag.words === 0 ? (flag.means ?? "true") : rest.shift();
    values[flag.key] = value ?? refuse(name, "bare");
  }
  return values;
}
