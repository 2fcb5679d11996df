import { requirement } from "../facts/programs.ts";
import { hexOf, shortOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import { Failure } from "../model/failure.ts";
import type { ArtifactPin } from "../model/lock.ts";
import type { Artifact } from "../model/pool.ts";
import type { Step } from "../model/step.ts";
import { type HostWish, noop, type Operation, run } from "./wish.ts";

/** An artifact with its pin. */
export interface PinnedArtifact {
  readonly artifact: Artifact;
  readonly pin: ArtifactPin;
}

/** `<noun>/<short digest>`: the directory of an unpacked artifact below `releases/`. */
export const artifactDirectory = ({ artifact, pin }: PinnedArtifact): string =>
  `${artifact.noun}/${shortOf(pin.sha256)}`;

/** The named artifact as catalogue and lock know it. Throws when one of them does not. */
export function pinned(
  { catalogue, lock }: Pick<HostWish, "catalogue" | "lock">,
  name: string,
): PinnedArtifact {
  const artifact = catalogue[name];
  const pin = (lock.artifacts as Readonly<Record<string, ArtifactPin>>)[name];
  if (artifact && pin) return { artifact, pin };
  throw new Failure({
    code: "artifact-unpinned",
    subject: name,
    saw: "the lock has no pin for it",
    hint: "run `espalier pin`",
  });
}

/** The artifacts one host needs: its engines, the proxy and the runtime of the ladder. */
export function hostArtifacts(
  wish: Pick<HostWish, "catalogue" | "lock" | "pool" | "host">,
): readonly PinnedArtifact[] {
  const engines = wish.host.engines.map((name) => wish.pool.engines[name]?.artifact ?? name);
  const names = [...engines, wish.pool.gateway.artifact, wish.pool.ladder.runtime];
  return [...new Set(names)].map((name) => pinned(wish, name));
}

/** Unpacked releases of engine, proxy and runtime; verified before use, never changed afterwards. */
export const artifacts: Operation = (wish, facts) => artifactSteps(wish, facts, hostArtifacts(wish));

/** The steps that bring these artifacts below `releases/` of a layout. */
export const artifactSteps = (
  wish: Pick<HostWish, "layout">,
  facts: HostFacts,
  items: readonly PinnedArtifact[],
): readonly Step[] => [
  ...facts.loose.map((directory) => ownership(wish, directory)),
  ...items.flatMap((item) => artifactStep(wish, facts, item)),
];

/** Archives once brought their owners along; the bytes are left as they are. */
const ownership = ({ layout }: Pick<HostWish, "layout">, directory: string): Step =>
  run(
    { operation: "artifact", subject: directory, why: "others than root own or may change something in it" },
    "own_unpacked",
    `${layout.releases}/${directory}`,
  );

/** What one artifact needs: to be installed, anew or first, to be let go by macOS, or nothing. */
function artifactStep(
  wish: Pick<HostWish, "layout">,
  facts: HostFacts,
  item: PinnedArtifact,
): readonly Step[] {
  const directory = artifactDirectory(item);
  const subject = item.artifact.name;
  const words = { operation: "artifact", subject };
  if (!facts.artifacts.includes(directory))
    return install(wish, item, { ...words, why: `${directory} is not on the host` });
  const why = spoiltProgram(item, facts);
  const path = `${wish.layout.releases}/${directory}`;
  if (why !== undefined)
    return [run({ ...words, why }, "rm", "-rf", path), ...install(wish, item, { ...words, why })];
  if (facts.programs?.[directory]?.quarantined === true)
    return [
      run(
        { ...words, why: "macOS holds its program in quarantine" },
        "release_quarantine",
        path,
        item.artifact.program,
      ),
    ];
  return [noop("artifact", subject, `${directory} is unpacked${signed(item)}`)];
}

const signed = ({ artifact: { team } }: PinnedArtifact): string =>
  team === undefined ? "" : ` and signed by ${team}`;

/** Why an artifact that was verified when it was unpacked is no longer what it was; absent: it is. */
export function spoiltProgram(item: PinnedArtifact, facts: HostFacts): string | undefined {
  const { program, team = "" } = item.artifact;
  if (facts.programs === undefined) return undefined;
  const found = facts.programs[artifactDirectory(item)];
  if (found === undefined) return `its ${program} is gone`;
  if (found.signature === "broken") return `the signature of its ${program} is broken`;
  return found.signature === "foreign" ? `its ${program} is signed by others than ${team}` : undefined;
}

function install(
  wish: Pick<HostWish, "layout">,
  item: PinnedArtifact,
  words: Pick<Step, "operation" | "subject" | "why">,
): Step[] {
  const { artifact, pin } = item;
  const hex = hexOf(pin.sha256);
  const sent = `${wish.layout.tmp}/espalier-${hex}`;
  const source = artifact.delivery === "push" ? sent : pin.url;
  const directory = `${wish.layout.releases}/${artifactDirectory(item)}`;
  return [
    ...(artifact.delivery === "push"
      ? [{ kind: "push", ...words, artifact: artifact.name, sha256: hex, to: sent } as const]
      : []),
    run(
      { ...words, subject: `${artifact.noun} directory` },
      "mkdir",
      "-p",
      `${wish.layout.releases}/${artifact.noun}`,
    ),
    run(
      words,
      "install_artifact",
      directory,
      hex,
      artifact.format,
      String(artifact.strip),
      artifact.program,
      source,
    ),
    ...(artifact.team === undefined
      ? []
      : [
          run(
            { ...words, subject: `${artifact.noun} signature` },
            "admit_signature",
            `${directory}/${artifact.program}`,
            requirement(artifact.team),
          ),
        ]),
  ];
}
