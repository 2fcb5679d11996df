import { dirname, join } from "node:path";
import { resolveSecret } from "../../connectors/secret.ts";
import { readCertificates } from "../../model/certificate.ts";
import { EXIT, Failure } from "../../model/failure.ts";
import type { Overflow } from "../../model/gateways.ts";
import type { Lock } from "../../model/lock.ts";
import type { Pool } from "../../model/pool.ts";
import { lockThere } from "../../store/lock-file.ts";
import { readText } from "../../store/text-file.ts";
import { isSpeakable } from "./speakable.ts";

/** What gateways need of the servers that take their overflow, by name. */
export interface Upstreams {
  /** Certificates of their authorities, PEM. */
  readonly authorities: Readonly<Record<string, string>>;
  /** The keys by which they are asked. */
  readonly keys: Readonly<Record<string, string>>;
}

/** Reads certificates and keys of all of them. Throws `overflow-authority-missing`, `overflow-key-unusable`, `secret-missing`. */
export async function readUpstreams(inventory: string, pool: Pool): Promise<Upstreams> {
  const overflow = pool.gateways?.overflow ?? [];
  const each = async (read: typeof authority) =>
    Object.fromEntries(
      await Promise.all(overflow.map(async (one) => [one.name, await read(inventory, pool, one)])),
    );
  return { authorities: await each(authority), keys: await each(key) };
}

async function authority(inventory: string, { id, source }: Pool, { name, ca }: Overflow): Promise<string> {
  const text = await readText(join(dirname(join(inventory, "pools", `${id}.yaml`)), ca));
  if (text !== undefined && isPem(text)) return text;
  throw new Failure({
    code: "overflow-authority-missing",
    subject: `${source} gateways.overflow.${name}.ca`,
    saw: text === undefined ? `there is no ${ca} beside the pool's file` : `${ca} holds no certificate (PEM)`,
    hint: "put the certificate of the authority there that signs for the server",
    exit: EXIT.badInventory,
  });
}

function isPem(text: string): boolean {
  try {
    return readCertificates(text).length > 0;
  } catch {
    return false;
  }
}

async function key(inventory: string, { source }: Pool, { name, key: ref }: Overflow): Promise<string> {
  const text = (await resolveSecret(ref, inventory)).reveal();
  if (isSpeakable(text)) return text;
  throw new Failure({
    code: "overflow-key-unusable",
    subject: `${source} gateways.overflow.${name}.key`,
    saw: "it holds signs that no HTTP header carries, or nothing",
    hint: "keep one key there, in one line",
    exit: EXIT.badInventory,
  });
}

/** What overflows into another pool of the inventory must find the same bytes there. Throws `overflow-differs`. */
export async function refuseOtherBytes(inventory: string, pool: Pool, lock: Lock): Promise<void> {
  for (const overflow of pool.gateways?.overflow ?? []) {
    if (overflow.pool === undefined) continue;
    const there = await pinnedThere(inventory, overflow.pool);
    for (const model of Object.keys(overflow.models)) {
      const manifest = lock.models[model]?.manifest;
      if (manifest === undefined || there?.includes(manifest)) continue;
      throw new Failure({
        code: "overflow-differs",
        subject: `${pool.source} gateways.overflow.${overflow.name}.models.${model}`,
        saw: `this pool pins ${manifest}, and the lock of ${overflow.pool} ${there ? `pins ${there.join(", ") || "no model"}` : "is not there"}`,
        hint: `pin the same bytes in ${overflow.pool}, or leave its name out and answer for the model yourself`,
        exit: EXIT.badInventory,
      });
    }
  }
}

/** Manifests that another pool pins; `undefined` without a lock. Throws when that was edited by hand. */
async function pinnedThere(inventory: string, pool: string): Promise<readonly string[] | undefined> {
  const lock = await lockThere(inventory, pool);
  return lock && Object.values(lock.models).map(({ manifest }) => manifest);
}
