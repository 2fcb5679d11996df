import { hexOf } from "../model/digest.ts";
import type { Layout } from "../model/layout.ts";
import { type BlobPin, isHubPin, type ModelPin, pinName } from "../model/lock.ts";
import type { RunStep, Step } from "../model/step.ts";
import { readAt } from "../model/supply.ts";
import { type HostWish, run } from "./wish.ts";

/** A blob that a host shall fetch. */
interface Missing {
  readonly pin: ModelPin;
  readonly blob: BlobPin;
  /** It is there and holds other bytes. */
  readonly rotten: boolean;
  readonly why: string;
}

/** A blob that a plan fetches, read back from its step. */
export interface FetchedBlob {
  readonly step: RunStep;
  readonly hex: string;
  readonly bytes: number;
  /** Where the host looks first for what another host has given; not trusted until verified. */
  readonly seed: string;
}

const seedPath = ({ tmp }: Layout, hex: string): string => `${tmp}/espalier-seed-${hex}`;

/** Where a blob is fetched: a registry names it by its digest, a hub by its path at the commit. */
function urlOf({ pool }: HostWish, pin: ModelPin, { digest, path }: BlobPin): string {
  const base = readAt(pool.supply, isHubPin(pin) ? pin.hub : pin.registry);
  return isHubPin(pin)
    ? `${base}/${pin.repository}/resolve/${pin.commit}/${path}`
    : `${base}/v2/${pin.repository}/blobs/${digest}`;
}

/** Fetches a blob by its digest; it gets its name when it was verified. */
export function fetchStep(wish: HostWish, { pin, blob, rotten, why }: Missing): Step {
  const hex = hexOf(blob.digest);
  return run(
    { operation: "model", subject: `${pinName(pin)} ${hex.slice(0, 12)}`, why },
    rotten ? "readmit_blob" : "admit_blob",
    urlOf(wish, pin, blob),
    hex,
    `${wish.layout.models}/blobs/sha256-${hex}`,
    String(blob.bytes),
    seedPath(wish.layout, hex),
  );
}

/** What a plan fetches: the arguments of `fetchStep`, read back. */
export const fetchedBlobs = (steps: readonly Step[]): readonly FetchedBlob[] =>
  steps.flatMap((step) => {
    if (step.kind !== "run" || !/^(re)?admit_blob$/.test(step.argv[0] ?? "")) return [];
    const [, , hex = "", , bytes, seed = ""] = step.argv;
    return [{ step, hex, bytes: Number(bytes), seed }];
  });
