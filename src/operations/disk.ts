import type { HostFacts } from "../model/facts.ts";
import { Failure } from "../model/failure.ts";
import { pinName } from "../model/lock.ts";
import { formatSize } from "../model/units.ts";
import { artifactDirectory, hostArtifacts } from "./artifact.ts";
import { hostHoldings } from "./holding/held-models.ts";
import { hostModels, missingBlobs } from "./model.ts";
import { type HostWish, noop, type Operation } from "./wish.ts";

/** An archive and its unpacked files stand side by side for a moment: about three times its size. */
const UNPACKING = 3;

/** Something that will be written, as people are told of it. */
interface Arrival {
  readonly bytes: number;
  readonly shown: string;
}

/** The term of an artifact, and of the blobs that a model lacks. */
const archive = (name: string, bytes: number): Arrival => ({
  bytes: UNPACKING * bytes,
  shown: `${name} ${UNPACKING} x ${formatSize(bytes)}`,
});

function model({ pin }: ReturnType<typeof hostModels>[number], facts: HostFacts): readonly Arrival[] {
  const missing = missingBlobs(pin, facts);
  if (missing.length === 0) return [];
  const bytes = missing.reduce((sum, blob) => sum + blob.bytes, 0);
  return [{ bytes, shown: `${pinName(pin)} ${formatSize(bytes)}` }];
}

/** Everything that the plan will write. */
const arrivals = (wish: HostWish, facts: HostFacts): readonly Arrival[] => [
  ...hostArtifacts(wish)
    .filter((item) => !facts.artifacts.includes(artifactDirectory(item)))
    .map(({ artifact, pin }) => archive(artifact.name, pin.bytes)),
  ...hostModels(wish).flatMap((item) => model(item, facts)),
];

/** Refuses before the first byte when the host has no room, with the arithmetic. Throws `disk-full`. */
export const disk: Operation = (wish, facts) => {
  const { host, pool } = wish;
  const coming = arrivals(wish, facts);
  if (coming.length === 0) return [noop("disk", host.id, "nothing is to be downloaded")];
  const { keepFree } = pool.supply;
  const whole = coming.reduce<number>((sum, { bytes }) => sum + bytes, keepFree);
  const terms = [...coming.map(({ shown }) => shown), `${formatSize(keepFree)} to stay free`].join(" + ");
  const sum = `${terms} = ${formatSize(whole)}`;
  if (facts.diskFree !== undefined && facts.diskFree >= whole)
    return [noop("disk", host.id, `${formatSize(facts.diskFree)} free; ${sum}`)];
  throw new Failure({
    code: "disk-full",
    subject: host.id,
    saw: `${facts.diskFree === undefined ? "free space is unknown" : `${formatSize(facts.diskFree)} free`}; needed: ${sum}`,
    hint: `${wayOut(wish, facts)}free room on the host, or lower supply.keepFree; nothing was changed there`,
  });
};

/** What a person may take away without a loss, when there is something. */
function wayOut(wish: HostWish, facts: HostFacts): string {
  const unwanted = hostHoldings(wish, facts)?.unwanted ?? 0;
  if (unwanted === 0) return "";
  return `\`espalier models retire ${wish.pool.id} --on ${wish.host.id}\` frees ${formatSize(unwanted)}; or `;
}
