import { digestOf, hexOf, shortOf } from "../model/digest.ts";
import type { Step } from "../model/step.ts";
import { artifactDirectory, pinned } from "./artifact.ts";
import { type HostWish, noop, type Operation, run } from "./wish.ts";

/** The directory of the wanted host release. */
export const releaseDirectory = ({ layout, spec }: Pick<HostWish, "layout" | "spec">): string =>
  `${layout.poolReleases}/${shortOf(spec.digest)}`;

/** Written last: a release with this file is whole. */
export const RELEASE_MANIFEST = "release.json";

/** The host release: rendered files and links to the artifacts it uses. */
export const release: Operation = (wish, facts) => {
  const directory = releaseDirectory(wish);
  const subject = `release ${shortOf(wish.spec.digest)}`;
  const differs = wish.spec.files.filter(
    ({ path, text }) => facts.releaseFiles[path] !== hexOf(digestOf(text)),
  );
  if (differs.length === 0) return [noop("release", subject, "every file of the release is in place")];
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
  return [...puts.filter((step) => !isLast(step)), ...links(wish, directory), ...puts.filter(isLast)];
};

function links(wish: HostWish, directory: string): readonly Step[] {
  const engines = wish.host.engines.map((name) => [
    `engine-${name}`,
    wish.pool.engines[name]?.artifact ?? name,
  ]);
  const all = [
    ...engines,
    ["proxy", wish.pool.gateway.artifact],
    ["runtime", wish.pool.ladder.runtime],
  ] as const;
  return all.map(([link = "", name = ""]) => {
    const target = `../../${artifactDirectory(pinned(wish, name))}`;
    const words = {
      operation: "release",
      subject: `${link} -> ${name}`,
      why: "the release is being written",
    };
    return run(words, "link_to", target, `${directory}/${link}`);
  });
}
