import type { HostFacts } from "../model/facts.ts";
import { Failure } from "../model/failure.ts";
import { formatSize } from "../model/units.ts";
import { artifactDirectory, hostArtifacts } from "./artifact.ts";
import { hostModels, missingBlobs } from "./model.ts";
import { type HostWish, noop, type Operation } from "./wish.ts";

/** An archive and its unpacked files stand side by side for a moment: about three times its size. */
const UNPACKING = 3;

/** Bytes that the plan will write. */
function bytesToCome(wish: HostWish, facts: HostFacts): number {
  const archives = hostArtifacts(wish).filter((item) => !facts.artifacts.includes(artifactDirectory(item)));
  const blobs = hostModels(wish).flatMap(({ pin }) => missingBlobs(pin, facts));
  const sum = (items: readonly { readonly bytes: number }[]): number =>
    items.reduce((total, { bytes }) => total + bytes, 0);
  return UNPACKING * sum(archives.map(({ pin }) => pin)) + sum(blobs);
}

/** Refuses before the first byte when the host has no room. Throws `disk-full`. */
export const disk: Operation = (wish, facts) => {
  const wanted = bytesToCome(wish, facts);
  if (wanted === 0) return [noop("disk", wish.host.id, "nothing is to be downloaded")];
  if (facts.diskFree !== undefined && facts.diskFree >= wanted) {
    return [noop("disk", wish.host.id, `${formatSize(facts.diskFree)} free, ${formatSize(wanted)} to come`)];
  }
  throw new Failure({
    code: "disk-full",
    subject: wish.host.id,
    saw: `${facts.diskFree === undefined ? "free space is unknown" : `${formatSize(facts.diskFree)} free`}, ${formatSize(wanted)} needed`,
    hint: "free room on the host; nothing was changed there",
  });
};
