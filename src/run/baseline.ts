import { join } from "node:path";
import { carried } from "../climb/enrolled.ts";
import { secretPath } from "../connectors/secret.ts";
import { signFile } from "../connectors/ssh-keygen.ts";
import type { CarriedBaseline } from "../model/baseline.ts";
import { Failure } from "../model/failure.ts";
import type { Pool } from "../model/pool.ts";
import { baselineFolder, baselineKey, unlike } from "../operations/baseline-key.ts";
import type { HostWish } from "../operations/wish.ts";
import { BASELINE_NAMESPACE } from "../report/namespace.ts";
import { baselineFile, readBaseline, readBaselines } from "../store/baselines.ts";
import { signatureCheck } from "./signature.ts";

/**
 * The baseline that is enrolled for hosts of this kind, if there is one. In a pool whose reports are signed it must be
 * signed by its identity: throws `baseline-untrusted` when it is not.
 */
export async function enrolledBaseline(
  inventory: string,
  wish: HostWish,
): Promise<CarriedBaseline | undefined> {
  const kept = await readBaseline(inventory, baselineFolder(baselineKey(wish)));
  if (kept === undefined) return undefined;
  await trustBaseline(inventory, wish.pool, kept.folder);
  return carried(kept.baseline, kept.samples);
}

/** The baselines that seem to be meant for this host and are not, a sentence each: what they were measured with is another thing. */
export async function passedOver(inventory: string, wish: HostWish): Promise<readonly string[]> {
  const key = baselineKey(wish);
  // One that cannot be read speaks of another kind of host, or it had been missed above.
  const all = await readBaselines(inventory).catch(() => []);
  const near = all.flatMap((kept) => {
    const why = unlike(key, kept.baseline.key);
    return why ? [{ at: kept.baseline.enrolledAt, name: carried(kept.baseline, "").name, why }] : [];
  });
  const latest = near.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, 1);
  return latest.map(
    ({ name, why }) => `${name} is not used, since it was measured with something else: ${why}`,
  );
}

async function trustBaseline(inventory: string, { gates }: Pool, folder: string): Promise<void> {
  if (gates.signing === undefined) return;
  const file = baselineFile(inventory, folder);
  const trusted = { allowedSigners: join(inventory, "allowed_signers"), identity: gates.signing.identity };
  const { verdict, wanted, saw } = await signatureCheck(file, trusted, BASELINE_NAMESPACE);
  if (verdict === "pass") return;
  throw new Failure({
    code: "baseline-untrusted",
    subject: file,
    saw: `wanted ${wanted}, saw ${saw}`,
    hint: "enroll it anew with the key of the pool, or remove the folder to do without a baseline",
  });
}

/** Signs a baseline with the key of the pool; without one it stays unsigned. */
export async function signBaseline(inventory: string, { gates }: Pool, folder: string): Promise<void> {
  if (gates.signing === undefined) return;
  const key = secretPath(gates.signing.key, inventory);
  if (key !== undefined)
    await signFile(baselineFile(inventory, folder), { key, namespace: BASELINE_NAMESPACE });
}
