import type { AskedEngine } from "../facts/engine.ts";
import type { Interest } from "../facts/host.ts";
import type { AskedProgram } from "../facts/programs.ts";
import { shortOf } from "../model/digest.ts";
import { askedPaths, hostAdmission } from "./admission.ts";
import { artifactDirectory, hostArtifacts } from "./artifact.ts";
import { hostLabels, standbyLabels } from "./launchd.ts";
import { type HostEngine, hostEngines, hostGateway, standbyEngine } from "./ports.ts";
import { preparationFiles } from "./preparation/preparation.ts";
import type { HostWish } from "./wish.ts";

/** What must be known of a host to plan for `wish`. */
export const hostInterest = (wish: Omit<HostWish, "ladderKeys">): Interest => {
  const { pool, host, spec, layout, rehash } = wish;
  return {
    layout,
    release: shortOf(spec.digest),
    labels: [...hostLabels(host.engines), ...standbyLabels({ pool, host })],
    engines: Object.fromEntries(hostEngines(pool, host).map((one) => [one.engine.name, asked(wish, one)])),
    metricsPort: hostGateway(pool, host).metricsPort,
    programs: askedPrograms(wish),
    rehash: rehash === true,
    files: [
      ...preparationFiles({ layout, pool }),
      ...askedPaths(layout, hostAdmission({ pool, host, layout })),
    ],
  };
};

function asked(wish: Pick<HostWish, "host">, one: HostEngine): AskedEngine {
  const { engine, port } = one;
  const standby = standbyEngine(wish, one)?.port;
  return { kind: engine.kind, port, ...(standby !== undefined && { standby }) };
}

const askedPrograms = (wish: Omit<HostWish, "ladderKeys">): readonly AskedProgram[] =>
  hostArtifacts(wish).map((item) => {
    const { program, team } = item.artifact;
    return { directory: artifactDirectory(item), program, ...(team !== undefined && { team }) };
  });
