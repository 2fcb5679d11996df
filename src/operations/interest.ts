import type { Interest } from "../facts/host.ts";
import { shortOf } from "../model/digest.ts";
import { admissionPaths } from "./admission.ts";
import { hostLabels } from "./launchd.ts";
import { hostEngines, hostGateway } from "./ports.ts";
import { preparationFiles } from "./preparation/preparation.ts";
import type { HostWish } from "./wish.ts";

/** What must be known of a host to plan for `wish`. */
export const hostInterest = ({
  pool,
  host,
  spec,
  layout,
  rehash,
}: Omit<HostWish, "ladderKey">): Interest => ({
  layout,
  release: shortOf(spec.digest),
  labels: hostLabels(host.engines),
  engines: Object.fromEntries(
    hostEngines(pool, host).map(({ engine, port }) => [engine.name, { kind: engine.kind, port }]),
  ),
  metricsPort: hostGateway(pool, host).metricsPort,
  rehash: rehash === true,
  files: [...preparationFiles({ layout, pool }), ...admissionPaths({ pool, host, layout })],
});
