import type { Layout } from "../model/layout.ts";
import type { Owner } from "../model/owner.ts";
import type { Answer } from "./fact.ts";

/** Which pool has written its name on the host. */
export const ownerQuestion = ({ owner }: Layout) => ({ name: "owner", script: `cat '${owner}'` });

/** `pool NAME` and `host NAME` on a line each; absent when either is missing. */
export function parseOwner({ stdout }: Answer): Owner | undefined {
  const [pool, host] = ["pool", "host"].map(
    (noun) => new RegExp(`^${noun} ([\\w.-]+)$`, "m").exec(stdout)?.[1],
  );
  return pool === undefined || host === undefined ? undefined : { pool, host };
}
