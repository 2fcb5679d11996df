import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type CertificateWish,
  freshKey,
  issueCertificate,
  selfSigned,
} from "../../../src/connectors/openssl.ts";
import { Secret } from "../../../src/connectors/secret.ts";
import type { Layout } from "../../../src/model/layout.ts";
import { renderActScript } from "../../../templates/host/act-script.ts";
import type { Ask } from "./client.ts";
import { sh } from "./shell.ts";

type Signed = Pick<CertificateWish, "name" | "names" | "uses">;

/** An authority of a pool, and what it signs. */
export interface LiveAuthority {
  readonly pem: string;
  readonly client: (name: string, uses?: CertificateWish["uses"]) => Promise<NonNullable<Ask["client"]>>;
  /** Lays a certificate, its key and the authority into a folder, as a host has them. Returns the authority. */
  readonly certify: (directory: string, wish: Signed) => Promise<string>;
}

const requestFor = (key: string): string =>
  execFileSync("sh", ["-c", "cat | openssl req -new -key /dev/stdin -subj /CN=asked"], {
    input: key,
    encoding: "utf8",
  });

export async function liveAuthority(name = "Espalier pool orchard"): Promise<LiveAuthority> {
  const authorityKey = await freshKey();
  const pem = await selfSigned(authorityKey, name, 1);
  const sign = async (wish: Signed): Promise<{ key: string; cert: string }> => {
    const key = await freshKey();
    const times = { from: Date.now() - 60_000, to: Date.now() + 86_400_000, serial: "41a3" };
    const words = { request: requestFor(key), authority: pem, key: new Secret(authorityKey) };
    return { key, cert: await issueCertificate({ ...wish, ...words, ...times }) };
  };
  return {
    pem,
    client: (client, uses = ["clientAuth"]) => sign({ name: client, names: [], uses }),
    certify: async (directory, wish) => {
      const { key, cert } = await sign(wish);
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, "host.pem"), cert + key);
      writeFileSync(join(directory, "cert.pem"), pem);
      return pem;
    },
  };
}

/** The running proxy takes over what lies in its folder, by the steps that a host does. */
export async function takeOver(layout: Layout): Promise<void> {
  const words = { kind: "run", operation: "tls", subject: "it", why: "a test asks for it" } as const;
  const deeds = [
    { ...words, argv: ["sync_authority", `${layout.tls}/cert.pem`] },
    { ...words, argv: ["sync_certificate", `${layout.tls}/host.pem`] },
  ];
  const ran = await sh(renderActScript(layout, deeds));
  if (ran.exit !== 0) throw new Error(ran.text);
}
