import type { HoldingsFact } from "../model/facts.ts";
import type { Wanter } from "../model/holding.ts";
import type { Layout } from "../model/layout.ts";
import type { Answer } from "./fact.ts";

const PINS = String.raw`pins() { sed -n 's/^ *"model\.[^"]*": "\(.* sha256:[0-9a-f]*\)".*/'"$1"' \1/p' "$2"; }`;

/**
 * Which blobs the manifests name, those that are kept and those that an engine sees; and which models the releases want:
 * the ones that a link leads to, and, under the word `ever`, all that lie on the disk.
 */
export const holdingsQuestions = (paths: Layout) => [
  {
    name: "manifest-blobs",
    script: `for d in '${keptIn(paths)}' '${seenIn(paths)}'; do [ ! -d "$d" ] || grep -EHor '("digest": *"sha256:|^)[0-9a-f]{64}' "$d" || [ $? -eq 1 ] || exit 2; done`,
  },
  {
    name: "model-pins",
    script: [
      PINS,
      `for l in '${paths.current}' '${paths.good}' '${paths.previous}'; do [ -e "$l" ] || continue; [ -r "$l/release.json" ] || exit 2; echo "\${l##*/}"; pins "\${l##*/}" "$l/release.json"; done`,
      `for r in '${paths.poolReleases}'/*/release.json; do [ ! -r "$r" ] || pins ever "$r"; done | sort -u`,
    ].join("\n"),
  },
];

const keptIn = ({ home }: Layout): string => `${home}/manifests`;
const seenIn = ({ models }: Layout): string => `${models}/manifests`;

/** Absent when one of the two could not be read whole: then nobody can say what is wanted. */
export function parseHoldings(blobs: Answer, pins: Answer, paths: Layout): HoldingsFact | undefined {
  if (blobs.exit !== 0 || pins.exit !== 0) return undefined;
  const lines = [...blobs.stdout.matchAll(/^(\/.*?):(?:"digest": *"sha256:)?([0-9a-f]{64})$/gm)];
  const below = (folder: string) =>
    grouped(
      lines.flatMap(([, path = "", hex = ""]) =>
        path.startsWith(`${folder}/`) && !path.endsWith(".next")
          ? [[path.slice(folder.length + 1), hex] as const]
          : [],
      ),
    );
  return { kept: below(keptIn(paths)), seen: below(seenIn(paths)), ...parsePins(pins) };
}

function parsePins({ stdout }: Answer): Pick<HoldingsFact, "wanted" | "names"> {
  const links = [...stdout.matchAll(/^(current|good|previous)$/gm)].map(([, link = ""]) => link);
  const all = [...stdout.matchAll(/^(\w+) (.+) sha256:([0-9a-f]{64})$/gm)];
  const of = (link: string) => all.flatMap(([, word, , hex = ""]) => (word === link ? [hex] : []));
  return {
    wanted: Object.fromEntries(links.map((link) => [link as Wanter, of(link)])),
    names: Object.fromEntries(all.map(([, , name = "", hex = ""]) => [hex, name])),
  };
}

function grouped(pairs: readonly (readonly [string, string])[]): Readonly<Record<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const [key, value] of pairs) found.set(key, [...new Set([...(found.get(key) ?? []), value])]);
  return Object.fromEntries(found);
}
