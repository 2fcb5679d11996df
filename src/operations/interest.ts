import type { Interest } from "../facts/host.ts";
import type { AskedProgram } from "../facts/programs.ts";
import { shortOf } from "../model/digest.ts";
import { askedPaths, hostAdmission } from "./admission.ts";
import { artifactDirectory, hostArtifacts } from "./artifact.ts";
import { hostLabels } from "./launchd.ts";
import { hostEngines, hostGateway } from "./ports.ts";
import { preparationFiles } from "./preparation/preparation.ts";
import type { HostWish } from "./wish.ts";

/** What must be known of a host to plan for `wish`. */
export const hostInterest = (wish: Omit<HostWish, "ladderKeys">): Interest => {
  const { pool, host, spec, layout, rehash } = wish;
  return {
    layout,
    release: shortOf(spec.digest),
    labels: hostLabels(host.engines),
    engines: Object.fromEntries(
      hostEngines(pool, host).map(({ engine, port }) => [engine.name, { kind: engine.kind, port }]),
    ),
    metricsPort: hostGateway(pool, host).metricsPort,
    programs: askedPrograms(wish),
    rehash: rehash === true,
    files: [
      ...preparationFiles({ layout, pool }),
      ...askedPaths(layout, hostAdmission({ pool, host, layout })),
    ],
  };
};

const askedPrograms = (wish: Omit<HostWish, "ladderKeys">): readonly AskedProgram[] =>
  hostArtifacts(wish).map((item) => {
    const { program, team } = item.artifact;
    return { directory: artifactDirectory(item), program, ...(team !== undefined && { team }) };
  });
