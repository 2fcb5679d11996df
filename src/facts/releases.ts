import type { HostFacts } from "../model/facts.ts";
import type { Layout } from "../model/layout.ts";
import type { Answer } from "./fact.ts";

/** What the release that serves says of itself. */
export const manifestQuestion = ({ current }: Layout) => ({
  name: "current-manifest",
  script: `cat '${current}/release.json'`,
});

/** In words of find(1): another's than of root, who asks; or it starts as its owner, or others may write it. */
const LOOSE = `! -user "$(id -u)" -o ! -type l \\( -perm -4000 -o -perm -2000 -o -perm -0020 -o -perm -0002 \\)`;

/** What is unpacked, which releases there are, what the links name and what the one that serves says of itself. */
export const releaseQuestions = (paths: Layout, wanted: string) => [
  {
    name: "unpacked",
    script: `cd '${paths.releases}' && for d in */*; do [ -d "$d" ] && printf '%s\\n' "$d"; done; true`,
  },
  {
    name: "loose",
    script: `cd '${paths.releases}' && for d in */*; do [ -z "$(find "$d" \\( ${LOOSE} \\) | head -n 1)" ] || printf '%s\\n' "$d"; done; true`,
  },
  {
    name: "links",
    script: `for l in '${paths.current}' '${paths.good}' '${paths.previous}'; do t=$(readlink "$l"); printf '%s\\n' "\${t##*/}"; done`,
  },
  { name: "release-links", script: `ls -l '${paths.poolReleases}/${wanted}'` },
  manifestQuestion(paths),
  { name: "qualification", script: `cat '${paths.qualification}'` },
  { name: "previous-qualification", script: `cat '${paths.previous}/qualification.json'` },
  {
    name: "standby",
    script: `for f in '${paths.standby}'/*.cfg; do [ ! -f "$f" ] || basename "$f" .cfg; done`,
  },
  { name: "drained", script: `cat '${paths.drainMap}'` },
  {
    name: "marks",
    script: `for f in '${paths.current}/restart'/* '${paths.state}/held'; do [ -e "$f" ] && printf '%s\\n' "$f"; done; cat '${paths.state}/held'; true`,
  },
];

/** `<noun>/<short digest>` per line; unfinished work ends in `.next` and does not count. */
export const parseUnpackedNames = ({ stdout }: Answer): readonly string[] =>
  stdout.split("\n").filter((line) => /^[^/]+\/[0-9a-f]{12}$/.test(line));

/** The unpacked directories: artifacts by noun and digest, releases by their digest. */
export function parseUnpacked(answer: Answer): Pick<HostFacts, "artifacts" | "releases"> {
  const all = parseUnpackedNames(answer);
  const isPool = (line: string): boolean => line.startsWith("pool/");
  return {
    artifacts: all.filter((line) => !isPool(line)),
    releases: all.filter(isPool).map((line) => line.slice("pool/".length)),
  };
}

/** Links in `ls -l` (`... name -> target`) as name -> target. */
export function parseReleaseLinks({ stdout }: Answer): Readonly<Record<string, string>> {
  const lines = stdout.matchAll(/^l.* (\S+) -> (\S+)$/gm);
  return Object.fromEntries([...lines].map(([, name, target]) => [name ?? "", target ?? ""]));
}

/** The short digests that `current`, `good` and `previous` name. */
export function parseLinks({ stdout }: Answer): Pick<HostFacts, "current" | "good" | "previous"> {
  const [current, good, previous] = stdout.split("\n").map((line) => line.trim());
  return { ...(current && { current }), ...(good && { good }), ...(previous && { previous }) };
}

/** What runs and people left written on the host: jobs that are owed a start, and doors that are held closed. */
export function parseMarks(
  { stdout }: Answer,
  paths: Layout,
): Pick<HostFacts, "owed" | "held" | "heldBecause"> {
  const marks = stdout.split("\n");
  const owing = `${paths.current}/restart/`;
  const at = marks.indexOf(`${paths.state}/held`);
  const because =
    at < 0
      ? ""
      : marks
          .slice(at + 1)
          .join(" ")
          .trim();
  return {
    owed: marks.flatMap((mark) => (mark.startsWith(owing) ? [mark.slice(owing.length)] : [])),
    held: at >= 0,
    ...(because !== "" && { heldBecause: because }),
  };
}

/** The drain map says `all yes` while new requests are refused. */
export const parseDrained = ({ stdout }: Answer): boolean => /^all yes$/m.test(stdout);
