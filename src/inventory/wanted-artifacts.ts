import type { ArtifactName, Pool } from "../model/pool.ts";

/** The artifacts a pool uses: of its engines, its gateway and its ladder; sorted, each once. */
export function wantedArtifacts(pool: Pool): readonly ArtifactName[] {
  const engines = Object.values(pool.engines).map((engine) => engine.artifact);
  return [...new Set([...engines, pool.gateway.artifact, pool.ladder.runtime])].sort();
}
