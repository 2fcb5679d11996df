import { lone, type Values, valuesOf, word } from "../flags.ts";
import { die } from "../release.ts";

const FLAGS = {
  ...lone("json", "true", "--json"),
  ...lone("quiet", "true", "--quiet"),
  ...lone("all", "true", "--all", "-a"),
  ...lone("yes", "true", "-y", "--yes"),
  ...lone("exact", "true", "--exact"),
  ...lone("estimate", "true", "--estimate-only"),
  ...lone("cors", "true", "--cors"),
  ...lone("variants", "true", "--variants"),
  ...word("port", "-p", "--port"),
  ...word("bind", "--bind"),
  ...word("gpu", "--gpu"),
  ...word("context", "-c", "--context-length"),
  ...word("parallel", "--parallel"),
  ...word("ttl", "--ttl"),
  ...word("identifier", "--identifier"),
};

/** The words of an `lms` command line, and its flags. */
export interface Line {
  readonly words: readonly string[];
  readonly flags: Values;
}

const refuse = (flag: string, why: "unknown" | "bare"): never =>
  die(why === "unknown" ? `error: unknown option '${flag}'` : `error: option '${flag}' argument missing`);

/** Words come first, as everybody writes them. */
export function lineOf(argv: readonly string[]): Line {
  const first = argv.findIndex((text) => text.startsWith("-"));
  const words = first < 0 ? argv : argv.slice(0, first);
  return { words, flags: valuesOf(argv.slice(words.length), FLAGS, refuse) };
}
