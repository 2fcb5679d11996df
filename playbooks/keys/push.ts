// Bring the keys and limits of lanes to running proxies.

import { admission } from "../../src/operations/admission.ts";
import { keys } from "../../src/operations/gateway/admission.ts";
import { guardProbes } from "../../src/run/gateway/guard.ts";
import { onHosts, type VerbOutcome } from "../../src/run/on-hosts.ts";
import type { Cast } from "../../src/run/performance.ts";

/** Brings keys and limits of lanes to hosts, keys also to gateways, and nothing else: what runs there goes on, and no proof is void. */
export const pushKeys = (cast: Cast, on: string): Promise<VerbOutcome> =>
  onHosts(
    cast,
    { on, planOnly: false, because: "keys and lanes are pushed", before: guardProbes, onGateways: keys },
    admission,
  );
