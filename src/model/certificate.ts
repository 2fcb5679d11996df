import { X509Certificate } from "node:crypto";
import { DAY } from "./units.ts";

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The certificates of a PEM text in their order. Throws what Node throws when one of them is none. */
export const readCertificates = (pem: string): readonly X509Certificate[] =>
  (pem.match(BLOCK) ?? []).map((block) => new X509Certificate(block));

/** Milliseconds since 1970. */
export const beginOf = ({ validFrom }: X509Certificate): number => Date.parse(validFrom);
export const endOf = ({ validTo }: X509Certificate): number => Date.parse(validTo);

const isAddress = (name: string): boolean => /^[\d.]+$|:/.test(name);

/** True when the certificate is for these names and addresses, and for no others. */
export function isFor(certificate: X509Certificate, names: readonly string[]): boolean {
  const said = certificate.subjectAltName?.split(", ").length ?? 0;
  const covers = (name: string): boolean =>
    (isAddress(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
  return said === names.length && names.every(covers);
}

/** True when `authority` signed the certificate. */
export const isSignedBy = (certificate: X509Certificate, authority: X509Certificate): boolean =>
  certificate.checkIssued(authority) && certificate.verify(authority.publicKey);

/** True when one of the authorities (PEM) signed the certificate that a PEM begins with; false for what is none. */
export function isSignedByAny(pem: string, authorities: string): boolean {
  try {
    const [certificate] = readCertificates(pem);
    return (
      certificate !== undefined && readCertificates(authorities).some((one) => isSignedBy(certificate, one))
    );
  } catch {
    return false;
  }
}

/** What the common name of every gateway begins with. The pool signs no client under such a name: none has a colon. */
export const GATEWAY_NAME = "gateway:";

/** As whom a gateway shows itself to hosts. */
export const gatewayIdentity = (id: string): string => `${GATEWAY_NAME}${id}`;

/** What a certificate may be shown as, as openssl writes it: by a server, by a client. */
export type CertificateUse = "serverAuth" | "clientAuth";

/** `clientAuth`, RFC 5280 4.2.1.12. */
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/** True when its owner may show it to a server, as `name`. */
export const identifies = (certificate: X509Certificate, name: string): boolean =>
  certificate.subject === `CN=${name}` && certificate.keyUsage?.includes(CLIENT_AUTH);

/** sha1 as HAProxy prints it: 40 upper-case hex digits. */
export const fingerprintOf = ({ fingerprint }: X509Certificate): string => fingerprint.replaceAll(":", "");

/** `61 days`, `1 day`, `less than a day`. */
export function daysLeft(left: number): string {
  const days = Math.floor(left / DAY);
  if (days < 1) return left > 0 ? "less than a day" : "no day";
  return days === 1 ? "1 day" : `${days} days`;
}
