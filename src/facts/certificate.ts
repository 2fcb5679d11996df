import type { CertificateFact } from "../model/facts.ts";
import type { Layout } from "../model/layout.ts";
import type { Answer } from "./fact.ts";

const BEGIN = "-----BEGIN CERTIFICATE-----";
const END = "-----END CERTIFICATE-----";

/** The file holds the key too: only what stands between the marks of a certificate comes home. */
export const certificateQuestion = ({ tls, proxySocket }: Layout) => ({
  name: "certificate",
  script: String.raw`[ -f '${tls}/host.pem' ] || exit 1
date +%s
[ ! -f '${tls}/cert.pem' ] || printf 'trust %s\n' "$(shasum -a 256 <'${tls}/cert.pem' | cut -d ' ' -f 1)"
file=$(printf '%s' '${tls}/host.pem' | sed 's/[\\ ]/\\&/g')
[ ! -S '${proxySocket}' ] || printf 'show ssl cert %s\n' "$file" | within 5 nc -U '${proxySocket}' | sed -n 's/^SHA1 FingerPrint: //p'
sed -n '/${BEGIN}/,/${END}/p' '${tls}/host.pem'`,
});

/**
 * Seconds since 1970, sha256 of the file of authorities, the fingerprint that is served when a proxy runs, and the certificates
 * of the file.
 */
export function parseCertificate({ stdout }: Answer): CertificateFact | undefined {
  const now = /^(\d+)$/m.exec(stdout)?.[1];
  const at = stdout.indexOf(BEGIN);
  if (now === undefined || at < 0) return undefined;
  const served = /^([0-9A-F]{40})$/m.exec(stdout.slice(0, at))?.[1];
  const trust = /^trust ([0-9a-f]{64})$/m.exec(stdout.slice(0, at))?.[1];
  return {
    pem: stdout.slice(at),
    now: Number(now) * 1000,
    ...(served !== undefined && { served }),
    ...(trust !== undefined && { trust }),
  };
}
