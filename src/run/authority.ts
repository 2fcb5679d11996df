import { createPrivateKey, randomBytes, type X509Certificate } from "node:crypto";
import { freshKey, issueCertificate, selfSigned } from "../connectors/openssl.ts";
import { keepSecret, resolveSecret, type Secret } from "../connectors/secret.ts";
import { type CertificateUse, endOf, readCertificates } from "../model/certificate.ts";
import { EXIT, Failure, type FailureParts } from "../model/failure.ts";
import type { Pool, TlsWish } from "../model/pool.ts";
import { dayOf } from "../model/units.ts";
import { authorityText, writeAuthorityText } from "../store/inventory.ts";
import type { Clock } from "./clock.ts";

/** What a certificate of the pool is asked for. */
export interface Application {
  readonly request: string;
  readonly name: string;
  readonly names: readonly string[];
  readonly uses: readonly CertificateUse[];
  /** Milliseconds. */
  readonly lifetime: number;
}

/** Clocks of clients may be behind: a certificate is valid from up to an hour before it is signed. */
const SLACK = 3_600_000;

/** What a client has to trust: the certificate of the pool's authority, PEM. Throws when it is missing or none. */
export async function authorityOf(inventory: string, pool: Pool): Promise<string> {
  const found = await authorityText(inventory, pool.id);
  if (found === undefined)
    throw refused({
      code: "authority-missing",
      subject: `${pool.source} gateway.tls`,
      saw: `there is no locks/${pool.id}.ca.pem beside the lock`,
      hint: `run \`espalier certificates init ${pool.id}\`, or put the certificate of your own authority there`,
    });
  checked(found.text, found.file);
  return found.text;
}

/** Ten years: whoever trusts it has to be told when it is another one. */
const AUTHORITY_DAYS = 3650;

/**
 * Makes the authority of a pool: its key where `gateway.tls.key` says, its certificate beside the lock. Returns the name
 * of the certificate's file. Throws when there is one already: what it signed would be worth nothing.
 */
export async function createAuthority(inventory: string, pool: Pool): Promise<string> {
  const tls = pool.gateway.tls;
  if (tls === undefined) throw unnamed(pool);
  const there = await authorityText(inventory, pool.id);
  if (there !== undefined) throw existing(there.file);
  const key = await freshKey();
  await keepSecret(tls.key, inventory, key);
  return writeAuthorityText(
    inventory,
    pool.id,
    await selfSigned(key, `Espalier pool ${pool.id}`, AUTHORITY_DAYS),
  );
}

/** Signs what a host or a client asks for; the certificate is followed by the authorities between it and the root. */
export async function signed(
  { inventory, pool, clock }: { readonly inventory: string; readonly pool: Pool; readonly clock: Clock },
  { lifetime, ...asked }: Application,
): Promise<string> {
  const tls = pool.gateway.tls;
  if (tls === undefined) throw unnamed(pool);
  const authority = await authorityOf(inventory, pool);
  const [signer] = readCertificates(authority);
  const key = await resolveSecret(tls.key, inventory);
  if (signer) belongs(signer, key, tls);
  const now = clock.now();
  const to = Math.min(now + lifetime, signer ? endOf(signer) : Number.POSITIVE_INFINITY);
  if (signer && to <= now) throw ended(signer, pool);
  const serial = randomBytes(16).toString("hex").replace(/^./, "4");
  const chain = { ...asked, authority, key, from: now - Math.min(SLACK, lifetime / 100), to, serial };
  const certificate = await issueCertificate(chain);
  return [certificate.trim(), ...between(authority), ""].join("\n");
}

const between = (authority: string): readonly string[] =>
  readCertificates(authority)
    .filter((item) => !item.checkIssued(item))
    .map((item) => item.toString().trim());

function checked(text: string, file: string): void {
  const wanted = "wanted a certificate that may sign others (PEM, CA:TRUE)";
  const hint = "put the authority's own certificate there, the one that signs first";
  try {
    const [first] = readCertificates(text);
    if (first?.ca) return;
    const saw = first
      ? `found a certificate of ${first.subject} that may sign none, ${wanted}`
      : `found none, ${wanted}`;
    throw refused({ code: "authority-unusable", subject: file, saw, hint });
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw refused({ code: "authority-unusable", subject: file, saw: `found a damaged one, ${wanted}`, hint });
  }
}

function belongs(certificate: X509Certificate, key: Secret, { key: ref }: TlsWish): void {
  const hint = "name the private key that belongs to the authority's certificate beside the lock";
  let fits = false;
  try {
    fits = certificate.checkPrivateKey(createPrivateKey(key.reveal()));
  } catch (cause) {
    const saw = "it holds no private key that can be read without a passphrase (PEM)";
    throw refused({ code: "authority-key-unusable", subject: ref, saw, hint, cause });
  }
  if (fits) return;
  const saw = `the key is not that of ${certificate.subject.replaceAll("\n", ", ")}`;
  throw refused({ code: "authority-key-unusable", subject: ref, saw, hint });
}

const existing = (file: string): Failure =>
  new Failure({
    code: "authority-existing",
    subject: file,
    saw: "the pool has an authority already",
    hint: "keep it; to replace it, move this file and its key away first: every client has to trust the new one",
  });

const ended = (certificate: X509Certificate, pool: Pool): Failure =>
  refused({
    code: "authority-ended",
    subject: `locks/${pool.id}.ca.pem`,
    saw: `the authority itself ended on ${dayOf(endOf(certificate))}`,
    hint: `move it away, run \`espalier certificates init ${pool.id}\`, and give clients the new one`,
  });

const unnamed = (pool: Pool): Failure =>
  refused({
    code: "authority-unnamed",
    subject: `${pool.source} gateway`,
    saw: "it has no tls: each host signs its own certificate",
    hint: "add gateway.tls with the key of an authority (inventory/example.yaml)",
  });

const refused = (parts: FailureParts): Failure => new Failure({ exit: EXIT.badInventory, ...parts });
