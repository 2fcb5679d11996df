import type { HostSpec } from "../../src/model/spec.ts";
import type { Orchard } from "./orchard.ts";
import type { Program } from "./program.ts";
import { expectServing, specOf } from "./standing.ts";

/** What tests of deploys do with a pool. */
export interface Deploys {
  readonly deploy: (...more: readonly string[]) => Program;
  readonly specs: () => Promise<readonly HostSpec[]>;
  /** Another release for every host. */
  readonly nextRelease: () => Promise<void>;
  /** Every host serves what it shall be. */
  readonly allServe: () => Promise<void>;
}

export function deploysOf(grove: Orchard): Deploys {
  let queue = 64;
  return {
    deploy: (...more) => grove.start("deploy", "orchard", ...more),
    specs: () => Promise.all(grove.hosts.map((host) => specOf(grove, host))),
    nextRelease: async () => {
      queue += 1;
      await grove.pinned([["lanes", "interactive", "queue"], queue]);
    },
    allServe: async () => {
      for (const host of grove.hosts) await expectServing(host, await specOf(grove, host));
    },
  };
}
