import { access, constants, rename, writeFile } from "node:fs/promises";
import { $ } from "zx";
import { Failure } from "../model/failure.ts";

export interface Signing {
  /** Private key file, or the public key file of a key that an agent holds. */
  readonly key: string;
  /** What the signature is for; one made for something else is never accepted. */
  readonly namespace: string;
}

export interface Trust {
  /** File of `ssh-keygen(1)` ALLOWED SIGNERS. */
  readonly allowedSigners: string;
  readonly identity: string;
  readonly namespace: string;
}

interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

const MISSING = 127;

/** Never asks for a passphrase: nobody may be there to answer. */
const SILENT = { SSH_ASKPASS: "/usr/bin/false", SSH_ASKPASS_REQUIRE: "force", LC_ALL: "C" };

/** The message is read from its file by ssh-keygen itself: a pipe would break when it ends before reading. */
async function keygen(argv: readonly string[], message = "/dev/null"): Promise<Ran> {
  const shell = $({ quiet: true, nothrow: true, env: { ...process.env, ...SILENT } });
  const ran = await shell`ssh-keygen ${[...argv]} < ${message}`;
  if (ran.exitCode !== MISSING) return { exit: ran.exitCode ?? 1, stdout: ran.stdout, stderr: ran.stderr };
  throw new Failure({
    code: "keygen-missing",
    subject: "ssh-keygen",
    saw: "it is not on PATH",
    hint: "install OpenSSH 8.9 or later (apt-get install openssh-client; macOS has it)",
  });
}

/** The last thing ssh-keygen said that tells why. */
const said = ({ stderr, stdout, exit }: Ran): string =>
  [...stderr.split("\n"), ...stdout.split("\n")]
    .map((line) => line.trim())
    .find((line) => /^[A-Za-z]/.test(line) && !line.startsWith("Signing")) ?? `ssh-keygen ended with ${exit}`;

const HINTS = {
  "report-missing": "name the folder of a run, reports/<pool>/<run>",
  "signature-missing": "the report is unsigned: name a key under gates.signing and deploy again",
  "signers-missing": "write the file of signers you trust, one `identity key` a line",
} as const;

const readable = (path: string, code: keyof typeof HINTS): Promise<void> =>
  access(path, constants.R_OK).catch((cause: NodeJS.ErrnoException) => {
    throw new Failure({
      code,
      subject: path,
      saw: `it cannot be read (${cause.code})`,
      hint: HINTS[code],
      cause,
    });
  });

/**
 * Signs a file; the signature lies beside it as `<file>.sig`, whole or not at all. Returns its path.
 * Throws `Failure` `key-unusable` when the key cannot be read, is too open or wants a passphrase.
 */
export async function signFile(file: string, { key, namespace }: Signing): Promise<string> {
  await readable(file, "report-missing");
  const ran = await keygen(["-Y", "sign", "-f", key, "-n", namespace], file);
  if (ran.exit !== 0) {
    throw new Failure({
      code: "key-unusable",
      subject: key,
      saw: said(ran),
      hint: "the key file must exist with mode 0600 and no passphrase; for a key with one, load it into ssh-agent and name its .pub file",
    });
  }
  const next = `${file}.sig.next`;
  await writeFile(next, ran.stdout);
  await rename(next, `${file}.sig`);
  return `${file}.sig`;
}

/** The identities under which the key of `<file>.sig` is trusted; none when nobody trusts it. */
export async function findSigners(
  file: string,
  { allowedSigners }: Pick<Trust, "allowedSigners">,
): Promise<readonly string[]> {
  await readable(`${file}.sig`, "signature-missing");
  await readable(allowedSigners, "signers-missing");
  const ran = await keygen(["-Y", "find-principals", "-s", `${file}.sig`, "-f", allowedSigners]);
  return ran.exit === 0 ? ran.stdout.split("\n").filter((line) => line !== "") : [];
}

/**
 * Returns what ssh-keygen says about a good signature under a file. Throws `Failure`: `signature-missing`,
 * `signer-unknown` when no trusted key made it, `signature-bad` when the file is not what was signed.
 */
export async function verifyFile(file: string, trust: Trust): Promise<string> {
  const { allowedSigners, identity, namespace } = trust;
  await readable(file, "report-missing");
  const signers = await findSigners(file, trust);
  const proof = ["-f", allowedSigners, "-I", identity, "-n", namespace, "-s", `${file}.sig`];
  const ran = await keygen(["-Y", "verify", ...proof], file);
  if (ran.exit === 0) return ran.stdout.trim();
  throw signers.includes(identity) ? bad(file, ran) : unknown(file, trust, ran);
}

const bad = (file: string, ran: Ran): Failure =>
  new Failure({
    code: "signature-bad",
    subject: file,
    saw: `the signature does not fit: ${said(ran)}`,
    hint: "the file or its .sig was changed after signing, or the key was not valid: get both from their source again",
  });

const unknown = (file: string, { identity, allowedSigners }: Trust, ran: Ran): Failure =>
  new Failure({
    code: "signer-unknown",
    subject: `${file}.sig`,
    saw: `no key of ${identity} in ${allowedSigners} made it: ${said(ran)}`,
    hint: "ask the signer for the public key through a way you trust, then add it there",
  });
