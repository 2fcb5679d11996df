import type { Connection } from "../connectors/connection.ts";
import type { ConformanceNote } from "../model/conformance.ts";
import { digestOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import type { HostResult, OpenEnd } from "../model/run-result.ts";
import type { HostWish } from "../operations/wish.ts";
import { type ClimbEvidence, fetchEvidence } from "./climb.ts";
import { proven, qualifyingFolder, type Served } from "./host-result.ts";
import type { Scene } from "./scene.ts";

/** What is known of a host whose release needs no new proof. */
export interface ProvenParts {
  readonly scene: Scene;
  readonly wish: HostWish;
  readonly startedAt: string;
  readonly served: Served;
  readonly conformance?: ConformanceNote | undefined;
  readonly open?: readonly OpenEnd[];
}

/**
 * The result of a host whose release was proven by an earlier run, with that run's evidence from the host
 * itself, so that any controller can hand it over. Evidence that is not what was recorded is left out.
 */
export async function provenHost(
  parts: ProvenParts,
  facts: HostFacts,
  connection: Connection,
): Promise<{ readonly result: HostResult; readonly evidence?: ClimbEvidence }> {
  const result = proven(parts, facts);
  const folder = qualifyingFolder(parts.wish, facts);
  const evidence = folder && (await fetchEvidence(connection, folder).catch(() => undefined));
  return { result, ...(evidence && isRecorded(result, evidence) && { evidence }) };
}

const isRecorded = ({ evidence }: HostResult, texts: ClimbEvidence): boolean =>
  evidence["samples.csv"] === digestOf(texts.samplesCsv) &&
  evidence["signals.csv"] === digestOf(texts.signalsCsv) &&
  evidence["chunks.csv"] === digestOf(texts.chunksCsv) &&
  evidence["climb.json"] === digestOf(texts.climbJson);
