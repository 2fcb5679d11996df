import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprintOf } from "../../src/model/certificate.ts";
import type { CertificateFact } from "../../src/model/facts.ts";

const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, "../fixtures/tls", name), "utf8");

/** One authority, and two certificates of mac-01: one that it signed itself, for ten years, and one for 90 days. */
export const AUTHORITY = read("authority.pem");
const CERTIFICATES = { itself: read("self-signed.pem"), authority: read("signed.pem") };

/** What a host says whose certificate is young and served. */
export function certificateFact(signer: keyof typeof CERTIFICATES): CertificateFact {
  const pem = CERTIFICATES[signer];
  return { pem, now: Date.parse("2026-11-30"), served: fingerprintOf(new X509Certificate(pem)) };
}
