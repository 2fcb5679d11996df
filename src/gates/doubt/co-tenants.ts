import type { Doubt } from "./instrument.ts";
import { visitOf } from "./readings.ts";

/** What others may take at any moment, % of one core; a Mac that is idle shows less. */
const LIMIT = 50;

/** Somebody else worked on the machine: compilers, indexing, backups, exports. */
export const coTenants: Doubt = (climb, rung) => {
  const here = visitOf(climb, rung);
  const worst = here.reduce<(typeof here)[number] | undefined>(
    (most, one) => ((one.coTenants ?? 0) > (most?.coTenants ?? LIMIT) ? one : most),
    undefined,
  );
  return worst === undefined
    ? []
    : [`the machine was shared at rung ${rung}: ${worst.coTenantNames ?? "a stranger"} of a core`];
};
