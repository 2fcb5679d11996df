import { findSigners, verifyFile } from "../connectors/ssh-keygen.ts";
import { type Check, checked } from "../model/audit.ts";
import { Failure } from "../model/failure.ts";
import { GATE_REPORT_NAMESPACE } from "../report/namespace.ts";

/** Whose signature is accepted. */
export interface Trusted {
  /** File of signers that the reader trusts. */
  readonly allowedSigners: string;
  /** Absent: whoever of them signed. */
  readonly identity?: string;
}

/** Is the file signed, unchanged since, and by somebody who is trusted? */
export async function signatureCheck(
  file: string,
  trusted: Trusted,
  namespace: string = GATE_REPORT_NAMESPACE,
): Promise<Check> {
  const name = "signature";
  const wanted = `one by ${trusted.identity ?? `a signer in ${trusted.allowedSigners}`}`;
  try {
    const identity = trusted.identity ?? (await signer(file, trusted.allowedSigners));
    const { allowedSigners } = trusted;
    const saw = await verifyFile(file, { allowedSigners, identity, namespace });
    return checked({ name, wanted, saw }, true);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return checked({ name, wanted, saw: error.message }, false);
  }
}

/** The first identity under which the key is trusted; the verification still has to hold. */
async function signer(file: string, allowedSigners: string): Promise<string> {
  const [identity] = await findSigners(file, { allowedSigners });
  if (identity !== undefined) return identity;
  throw new Failure({
    code: "signer-unknown",
    subject: `${file}.sig`,
    saw: `no key in ${allowedSigners} made it`,
    hint: "ask the signer for the public key through a way you trust, then add it there",
  });
}
