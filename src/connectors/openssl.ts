import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CertificateUse } from "../model/certificate.ts";
import { Failure } from "../model/failure.ts";
import { runLocal } from "./local.ts";
import type { Secret } from "./secret.ts";

/** What an authority signs. */
export interface CertificateWish {
  /** Certificate request, PEM. */
  readonly request: string;
  /** Certificate of the authority, PEM, and its private key. */
  readonly authority: string;
  readonly key: Secret;
  /** Common name. */
  readonly name: string;
  /** Subject alternative names; none for a client. */
  readonly names: readonly string[];
  readonly uses: readonly CertificateUse[];
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Hex digits. */
  readonly serial: string;
}

const MISSING = 127;

/** A private key on P-256, PEM. */
export async function freshKey(): Promise<string> {
  const said = await openssl(["ecparam", "-name", "prime256v1", "-genkey", "-noout"]);
  return said.stdout;
}

/** A certificate with which `key` signs others, valid for so many days from now, PEM. */
export const selfSigned = (key: string, name: string, days: number): Promise<string> =>
  within(async (folder) => {
    const config = join(folder, "request.cnf");
    await writeFile(config, AUTHORITY.replace("NAME", name));
    const argv = ["req", "-new", "-x509", "-key", "/dev/stdin", "-config", config, "-days", String(days)];
    return (await openssl(argv, key)).stdout;
  });

/**
 * Signs a request; the names, the use and the times are the authority's word, whatever the request asks for. The key is
 * read from a pipe. Throws `request-refused` with what openssl said.
 */
export const issueCertificate = (wish: CertificateWish): Promise<string> =>
  within(async (folder) => {
    const file = (name: string): string => join(folder, name);
    await writeFile(file("request.pem"), wish.request);
    await writeFile(file("authority.pem"), wish.authority);
    await writeFile(file("index.txt"), "");
    await writeFile(file("serial"), `${wish.serial}\n`);
    await writeFile(file("ca.cnf"), signing(folder, wish));
    const files = ["-in", file("request.pem"), "-cert", file("authority.pem"), "-out", file("signed.pem")];
    const times = ["-startdate", stamp(wish.from), "-enddate", stamp(wish.to)];
    const words = ["-batch", "-notext", "-config", file("ca.cnf"), "-keyfile", "/dev/stdin"];
    await openssl(["ca", ...words, ...times, "-subj", `/CN=${wish.name}`, ...files], wish.key.reveal());
    return readFile(file("signed.pem"), "utf8");
  });

async function within<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "espalier-openssl-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A shell between: what Node gives a program as standard input is a socket, which `/dev/stdin` cannot open again. */
async function openssl(argv: readonly string[], key?: string) {
  const piped = ["/bin/sh", "-c", 'cat | openssl "$@"', "openssl", ...argv];
  const ran = await (key === undefined ? runLocal(["openssl", ...argv]) : runLocal(piped, key));
  if (ran.exit === 0) return ran;
  const missing = ran.exit === MISSING;
  throw new Failure({
    code: missing ? "openssl-missing" : "request-refused",
    subject: "openssl",
    saw: missing ? "it is not on PATH" : said(ran.stderr),
    hint: missing
      ? "install OpenSSL (apt-get install openssl; macOS has LibreSSL)"
      : "see that the key is the authority's and the request is whole",
  });
}

const said = (stderr: string): string =>
  stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("Using configuration"))
    .slice(-2)
    .join(" | ");

/** `20261129093012Z`. */
const stamp = (time: number): string => `${new Date(time).toISOString().replaceAll(/\D/g, "").slice(0, 14)}Z`;

const AUTHORITY = `[req]
distinguished_name = name
x509_extensions = authority
prompt = no
[name]
CN = NAME
[authority]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
`;

const alternative = (name: string): string => (/^[\d.]+$|:/.test(name) ? `IP:${name}` : `DNS:${name}`);

const signing = (folder: string, { names, uses }: CertificateWish): string => `[ca]
default_ca = authority
[authority]
database = ${folder}/index.txt
serial = ${folder}/serial
new_certs_dir = ${folder}
default_md = sha256
policy = any
x509_extensions = extensions
unique_subject = no
[any]
commonName = supplied
[extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = ${uses.join(", ")}
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
${names.length === 0 ? "" : `subjectAltName = ${names.map(alternative).join(", ")}\n`}`;
