import type { Objection, Path } from "../objection.ts";
import { oneOf, renaming } from "../words.ts";

/** A reference to check: where it stands, what it says, what may be said there. */
export interface Reference {
  readonly at: Path;
  readonly name: string;
  readonly noun: "engine" | "model" | "lane" | "host";
  readonly known: readonly string[];
}

/** Nothing when the reference leads somewhere, else one objection. */
export function unknown({ at, name, noun, known }: Reference): readonly Objection[] {
  if (known.includes(name)) return [];
  const wanted = `an ${noun} of this pool: ${oneOf(known)}`.replace(/^an (?=[hlm])/, "a ");
  return [
    {
      at,
      found: `the unknown ${noun} ${JSON.stringify(name)}`,
      wanted,
      todo: renaming(name, known, describe(noun, name)),
    },
  ];
}

const describe = (noun: string, name: string): string =>
  `describe it under ${noun}s as ${name}, or name another`;
