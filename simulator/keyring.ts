import { join } from "node:path";
import { writeWhole } from "./files.ts";
import { generateKey, generateSecret } from "./keys.ts";

/** Who signs gate reports in the embedded pool. */
export const SIGNER = "release@orchard.example";

/** The secrets of a workspace: files for their owner only. */
export interface Keyring {
  /** Private SSH key of the client, and its public line. */
  readonly sshKey: string;
  readonly sshPublic: string;
  readonly signingKey: string;
  /** Files that hold API keys, and the keys. */
  readonly ladder: { readonly file: string; readonly key: string };
  readonly lane: { readonly file: string; readonly key: string };
  readonly probe: { readonly file: string; readonly key: string };
}

function secret(file: string): { readonly file: string; readonly key: string } {
  return { file, key: generateSecret(file) };
}

/** Makes what is missing of the keys of the pool in `dir`, and the file of those who may sign. */
export function keyring(dir: string): Keyring {
  const keys = join(dir, "keys");
  const sshKey = join(keys, "ssh");
  const signingKey = join(keys, "gate-report");
  const sshPublic = generateKey(sshKey, "espalier");
  const [algorithm, blob] = generateKey(signingKey, SIGNER).split(" ");
  writeWhole(
    join(dir, "inventory/allowed_signers"),
    `${SIGNER} namespaces="espalier-gate-report,espalier-baseline" ${algorithm} ${blob}\n`,
  );
  return {
    sshKey,
    sshPublic,
    signingKey,
    ladder: secret(join(keys, "ladder.key")),
    lane: secret(join(keys, "web-1.key")),
    probe: secret(join(keys, "gateways.key")),
  };
}
