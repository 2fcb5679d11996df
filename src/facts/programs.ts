import type { ProgramFact } from "../model/facts.ts";
import type { Layout } from "../model/layout.ts";
import type { Answer } from "./fact.ts";

/** A program of an unpacked artifact. */
export interface AskedProgram {
  /** `<noun>/<short digest>`. */
  readonly directory: string;
  /** Path inside. */
  readonly program: string;
  /** Whose signature is wanted; absent: none is looked at. */
  readonly team?: string;
}

/** What `codesign -R` is asked: Apple's chain, and the team on the leaf. */
export const requirement = (team: string): string =>
  `anchor apple generic and certificate leaf[subject.OU] = "${team}"`;

const SIGNATURES: Readonly<Record<string, ProgramFact["signature"]>> = {
  "-": "not asked",
  "0": "good",
  "3": "foreign",
};

/** One line for each program that is there: its directory, the exit code of codesign, and whether it is in quarantine. */
export const programsQuestion = (paths: Layout, programs: readonly AskedProgram[]) => ({
  name: "programs",
  script: [
    "told() {",
    `  [ -f '${paths.releases}'/"$1/$2" ] || return 0`,
    "  code=- quarantine=no",
    `  xattr -p com.apple.quarantine '${paths.releases}'/"$1/$2" >/dev/null 2>&1 && quarantine=yes`,
    `  [ -z "$3" ] || { code=0; codesign --verify --strict "-R=$3" '${paths.releases}'/"$1/$2" 2>/dev/null || code=$?; }`,
    '  printf \'%s %s %s\\n\' "$1" "$code" "$quarantine"',
    "}",
    ...programs.map(
      ({ directory, program, team }) =>
        `told '${directory}' '${program}' '${team === undefined ? "" : requirement(team)}'`,
    ),
    "true",
  ].join("\n"),
});

/** By directory; a program that is not there is absent. codesign ends with 3 for a good signature of somebody else. */
export function parsePrograms({ stdout, exit }: Answer): Readonly<Record<string, ProgramFact>> | undefined {
  if (exit !== 0) return undefined;
  const lines = stdout.matchAll(/^(\S+\/\S+) (-|\d+) (yes|no)$/gm);
  return Object.fromEntries(
    [...lines].map(([, directory = "", code = "", quarantine]) => [
      directory,
      { signature: SIGNATURES[code] ?? "broken", quarantined: quarantine === "yes" },
    ]),
  );
}
