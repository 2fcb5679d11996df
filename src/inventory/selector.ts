import { renaming } from "./words.ts";

/** What a selector can see of a host. */
export interface Selectable {
  readonly id: string;
  readonly labels: readonly string[];
}

/** The hosts a selector names, in the order given, or why it names none. */
export type Selection<H extends Selectable> =
  | { readonly kind: "ok"; readonly hosts: readonly H[] }
  | { readonly kind: "bad"; readonly found: string; readonly wanted: string; readonly todo: string };

const TERM = /^@?[a-z*][a-z0-9*-]*$/;

/**
 * Follows a selector: host names, globs (`mac-1*`) and labels (`@canary`) with commas between; `*` is every host.
 * Each term must name at least one host, so that a slip of the pen never selects less than was meant.
 */
export function select<H extends Selectable>(selector: string, hosts: readonly H[]): Selection<H> {
  const terms = selector.split(",").map((term) => term.trim());
  const lost = terms.find((term) => !TERM.test(term) || !(term === "*" || hosts.some(isNamedBy(term))));
  if (lost !== undefined) return refusal(lost, hosts);
  return { kind: "ok", hosts: hosts.filter((host) => terms.some((term) => isNamedBy(term)(host))) };
}

/** Only letters, digits, dashes and `*` reach the expression, so nothing else needs escaping. */
const isNamedBy = (term: string): ((host: Selectable) => boolean) => {
  const isLabel = term.startsWith("@");
  const glob = new RegExp(`^${(isLabel ? term.slice(1) : term).replaceAll("*", ".*")}$`);
  return (host) => (isLabel ? host.labels.some((label) => glob.test(label)) : glob.test(host.id));
};

function refusal(
  term: string,
  hosts: readonly Selectable[],
): Extract<Selection<Selectable>, { kind: "bad" }> {
  const isLabel = term.startsWith("@");
  const known = isLabel
    ? hosts.flatMap((host) => host.labels.map((label) => `@${label}`))
    : hosts.map((host) => host.id);
  const words = [...new Set(known)];
  const bad = {
    kind: "bad",
    found: JSON.stringify(term),
    todo: term.includes("*") ? listed(words) : renaming(term, words, listed(words)),
  } as const;
  if (!TERM.test(term)) return { ...bad, wanted: "host names, globs such as mac-1*, @labels, or *" };
  return { ...bad, wanted: isLabel ? "a label that a host carries" : "a host of this pool" };
}

const SHOWN = 8;

const listed = (words: readonly string[]): string =>
  words.length === 0
    ? "there is none"
    : `choose from ${words.slice(0, SHOWN).join(", ")}${words.length > SHOWN ? ", ..." : ""}`;
