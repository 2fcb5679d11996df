import { digestOf, hexOf, shortOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import type { Step } from "../model/step.ts";
import { artifactDirectory, pinned } from "./artifact.ts";
import { type HostWish, noop, type Operation, run } from "./wish.ts";

/** The directory of the wanted host release. */
export const releaseDirectory = ({ layout, spec }: Pick<HostWish, "layout" | "spec">): string =>
  `${layout.poolReleases}/${shortOf(spec.digest)}`;

/** Written last: a release with this file is whole. */
export const RELEASE_MANIFEST = "release.json";

/** The text that the ladder's prompts are cut from, where the pool has one of its own. */
export const CORPUS = "corpus.txt";

/** The host release: rendered files and links to the artifacts it uses. */
export const release: Operation = (wish, facts) => releaseSteps(wish, facts, releaseLinks(wish));

/** A link of a release: its name, where it leads, and which artifact that is. */
export interface ReleaseLink {
  readonly link: string;
  readonly target: string;
  readonly artifact: string;
}

/** The link to an unpacked artifact, relative to the release. */
export const linkTo = (
  wish: Pick<HostWish, "catalogue" | "lock">,
  link: string,
  artifact: string,
): ReleaseLink => ({ link, artifact, target: `../../${artifactDirectory(pinned(wish, artifact))}` });

/** The steps that write a release with these links below a layout. */
export function releaseSteps(
  wish: Pick<HostWish, "layout" | "spec">,
  facts: HostFacts,
  wanted: readonly ReleaseLink[],
): readonly Step[] {
  const directory = releaseDirectory(wish);
  const subject = `release ${shortOf(wish.spec.digest)}`;
  const differs = wish.spec.files.filter(
    ({ path, text }) => facts.releaseFiles[path] !== hexOf(digestOf(text)),
  );
  const links = linkSteps(wanted, facts, directory);
  if (differs.length + links.length === 0)
    return [noop("release", subject, "every file of the release is in place")];
  const puts = differs.map(({ path, text, mode }): Step => {
    const why =
      path in facts.releaseFiles ? "its bytes differ from the release" : "the release does not hold it yet";
    return {
      kind: "put",
      operation: "release",
      subject: path,
      why,
      path: `${directory}/${path}`,
      text,
      mode,
    };
  });
  const isLast = (step: Step): boolean => step.subject === RELEASE_MANIFEST;
  return [...puts.filter((step) => !isLast(step)), ...links, ...puts.filter(isLast)];
}

/** The links of a release to the artifacts it uses: name, target and which artifact that is. */
export function releaseLinks(wish: HostWish): readonly ReleaseLink[] {
  const engines = wish.host.engines.map(
    (name) => [`engine-${name}`, wish.pool.engines[name]?.artifact ?? name] as const,
  );
  const all = [
    ...engines,
    ["proxy", wish.pool.gateway.artifact] as const,
    ["runtime", wish.pool.ladder.runtime] as const,
  ];
  return all.map(([link, artifact]) => linkTo(wish, link, artifact));
}

const linkSteps = (links: readonly ReleaseLink[], facts: HostFacts, directory: string): readonly Step[] =>
  links
    .filter(({ link, target }) => facts.releaseLinks[link] !== target)
    .map(({ link, target, artifact }) => {
      const why = link in facts.releaseLinks ? "it leads elsewhere" : "the release does not hold it yet";
      return run(
        { operation: "release", subject: `${link} -> ${artifact}`, why },
        "link_to",
        target,
        `${directory}/${link}`,
      );
    });
