import { resolveSecret } from "../../connectors/secret.ts";
import { digestOf } from "../../model/digest.ts";
import { EXIT, Failure } from "../../model/failure.ts";
import type { LaneKey } from "../../model/lane.ts";
import type { Pool } from "../../model/pool.ts";
import { issueProbeKey, probeKeyEnding, probeKeyOf } from "../../operations/gateway/probe-key.ts";
import { systemClock } from "../clock.ts";
import { isSpeakable } from "./speakable.ts";

/** The API key of the health checks: one that its lane knows and lets in. */
export interface ProbeKey {
  readonly text: string;
  /** What to know of it where it ends soon. */
  readonly ending: string | undefined;
}

/** Resolves the key of the health checks. Throws `probe-key-unknown`, `probe-key-ended` or `probe-key-unspeakable`. */
export async function probeKey(pool: Pool, inventory: string): Promise<ProbeKey> {
  const { probe } = pool.gateways ?? {};
  if (probe === undefined) throw new TypeError("a pool without gateways has no probe");
  const text = (await resolveSecret(probe.key, inventory)).reveal();
  const now = systemClock.now();
  const ending = probeKeyEnding(probeKeyOf(pool, digestOf(text), now), now);
  if (isSpeakable(text)) return { text, ending };
  throw new Failure({
    code: "probe-key-unspeakable",
    subject: `${pool.source} gateways.probe.key`,
    saw: "it holds signs that no HTTP header carries",
    hint: issueProbeKey(pool),
    exit: EXIT.badInventory,
  });
}

/** Whether gateways are told to probe by this key. A secret that cannot be read here is nobody's. */
export async function isProbeKey(
  { gateways }: Pool,
  inventory: string,
  { sha256 }: Pick<LaneKey, "sha256">,
): Promise<boolean> {
  if (gateways === undefined) return false;
  const secret = await resolveSecret(gateways.probe.key, inventory).catch(() => undefined);
  return secret !== undefined && digestOf(secret.reveal()) === sha256;
}
