import type { X509Certificate } from "node:crypto";
import {
  beginOf,
  daysLeft,
  endOf,
  fingerprintOf,
  identifies,
  isFor,
  isSignedBy,
  readCertificates,
} from "../model/certificate.ts";
import { digestOf, hexOf } from "../model/digest.ts";
import type { CertificateFact, HostFacts } from "../model/facts.ts";
import { SERVICE_USER } from "../model/layout.ts";
import type { SignStep, Step } from "../model/step.ts";
import { dayOf } from "../model/units.ts";
import { type HostWish, noop, type Operation, run } from "./wish.ts";

const OWNER = `${SERVICE_USER}:${SERVICE_USER}`;

/** Who shows a certificate: the proxy of a host, or a gateway in front of the pool. */
export interface Shower extends Pick<HostWish, "pool" | "layout" | "authority"> {
  readonly host: { readonly id: string; readonly address: string };
  /** The common name under which it shows its certificate to hosts as well; absent: to clients only. */
  readonly identity?: string;
}

/** Under which a client may reach it. */
const hostNames = ({ pool, host }: Shower): readonly string[] => [
  ...new Set([host.id, host.address, "localhost", "127.0.0.1", ...(pool.gateway.tls?.names ?? [])]),
];

/**
 * The host's own certificate, whose key is made on the host and never leaves it: signed by the authority of the pool, or
 * by itself where the pool has none. A new one is put into the running proxy, whose streams go on.
 */
export const tls: Operation = (wish, facts) => certificateSteps(wish, facts);

/** The same for whoever shows a certificate. */
export function certificateSteps(
  wish: Shower,
  { certificate }: Pick<HostFacts, "certificate">,
): readonly Step[] {
  const read = certificate && readable(certificate);
  const why = read ? renewal(wish, certificate, read) : missing(certificate);
  if (why !== undefined) return [renew(wish, why)];
  if (read === undefined || certificate === undefined) return [];
  const open = [...untrusting(wish, certificate), ...unserved(wish, certificate, read)];
  return open.length > 0 ? open : [noop("tls", wish.host.id, standing(certificate, read))];
}

/** Why a certificate asks for a look; `undefined` when it is signed, in time and served. */
export function certificateTrouble(wish: Shower, facts: Pick<HostFacts, "certificate">): string | undefined {
  const [step] = certificateSteps(wish, facts);
  return step?.kind === "noop" ? undefined : step?.why;
}

/** When a certificate ends and is renewed, for people. */
export function standingCertificate({ certificate }: Pick<HostFacts, "certificate">): string {
  const read = certificate && readable(certificate);
  return certificate && read ? standing(certificate, read) : missing(certificate);
}

const missing = (certificate: CertificateFact | undefined): string =>
  certificate === undefined ? "the host has no certificate" : "its certificate cannot be read";

function readable({ pem }: CertificateFact): X509Certificate | undefined {
  try {
    return readCertificates(pem)[0];
  } catch {
    return undefined;
  }
}

function renewal(wish: Shower, { now }: CertificateFact, certificate: X509Certificate): string | undefined {
  const left = endOf(certificate) - now;
  if (left <= 0) return `its certificate ended on ${dayOf(endOf(certificate))}`;
  if (left <= lifeOf(certificate) / 3)
    return `its certificate ends in ${daysLeft(left)}, a third or less of its ${daysLeft(lifeOf(certificate))}`;
  return stranger(wish, certificate);
}

/** Who signed it, and for whom. One that a host signed itself keeps the names that clients may have pinned. */
function stranger(wish: Shower, certificate: X509Certificate): string | undefined {
  const [authority] = wish.authority === undefined ? [] : readCertificates(wish.authority);
  if (!isSignedBy(certificate, authority ?? certificate))
    return authority ? "the authority of the pool did not sign it" : "the pool has no authority any more";
  const names = hostNames(wish);
  if (authority && !isFor(certificate, names))
    return `it is for ${certificate.subjectAltName}, not for ${names.join(", ")}`;
  if (authority && wish.identity !== undefined && !identifies(certificate, wish.identity))
    return `it does not show hosts that it is ${wish.identity}`;
  return undefined;
}

const lifeOf = (certificate: X509Certificate): number => endOf(certificate) - beginOf(certificate);

const standing = ({ now }: CertificateFact, certificate: X509Certificate): string =>
  `its certificate ends in ${daysLeft(endOf(certificate) - now)} and is renewed on ${dayOf(endOf(certificate) - lifeOf(certificate) / 3)}`;

function renew(wish: Shower, why: string): Step {
  const { pool, host, layout, identity } = wish;
  const words = { operation: "tls", subject: host.id, why };
  if (pool.gateway.tls === undefined) return run(words, "certify", layout.tls, host.id, OWNER);
  return {
    kind: "sign",
    ...words,
    name: identity ?? host.id,
    names: hostNames(wish),
    uses: identity === undefined ? ["serverAuth"] : ["serverAuth", "clientAuth"],
    directory: layout.tls,
    owner: OWNER,
  };
}

/** What the running proxy shows to clients is what lies on the disk, unless a run was cut short between the two. */
function unserved(
  { host, layout }: Shower,
  { served }: CertificateFact,
  certificate: X509Certificate,
): readonly Step[] {
  if (served === undefined || served === fingerprintOf(certificate)) return [];
  const words = { operation: "tls", subject: host.id, why: "the running proxy shows another certificate" };
  return [run(words, "sync_certificate", `${layout.tls}/host.pem`)];
}

/** Who may sign next is trusted before anybody shows what it signed: another authority stands behind the first. */
function untrusting({ host, layout, authority }: Shower, { trust }: CertificateFact): readonly Step[] {
  if (authority === undefined || trust === undefined || trust === hexOf(digestOf(authority))) return [];
  const words = { operation: "tls", subject: host.id, why: "it trusts other authorities than the pool has" };
  return [
    { kind: "put", ...words, path: `${layout.tls}/trust.next`, text: authority, mode: "0644" },
    run(words, "trust_authorities", layout.tls),
  ];
}

/** What is written on the host once its request is signed; `chain` begins with the certificate itself. */
export function signedSteps(step: SignStep, chain: string, trust: string): readonly Step[] {
  const { operation, subject, why, directory, owner } = step;
  const put = { kind: "put", operation, subject, why, mode: "0644" } as const;
  return [
    { ...put, path: `${directory}/cert.pem`, text: trust },
    { ...put, path: `${directory}/signed.next`, text: chain },
    run({ operation, subject, why }, "install_certificate", directory, owner),
  ];
}

/** How the host makes its key and asks for a signature. */
export const requestStep = ({ operation, subject, why, directory, name }: SignStep): Step =>
  run({ operation, subject, why }, "request_certificate", directory, name);
