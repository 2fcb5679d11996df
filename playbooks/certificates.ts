// The certificates of a pool: make its authority, show who trusts what, renew what ends soon, sign for a client.

import { EXIT, type ExitCode, Failure, sentence } from "../src/model/failure.ts";
import type { Host } from "../src/model/pool.ts";
import { DAY } from "../src/model/units.ts";
import { certificateTrouble, standingCertificate, tls } from "../src/operations/tls.ts";
import { authorityOf, createAuthority, signed } from "../src/run/authority.ts";
import { systemClock } from "../src/run/clock.ts";
import { eachHost } from "../src/run/each-host.ts";
import { onHosts, type VerbOptions, type VerbOutcome } from "../src/run/on-hosts.ts";
import type { Cast } from "../src/run/performance.ts";
import { learnOf } from "../src/run/reach.ts";
import { selected } from "../src/run/selection.ts";
import { describe, hostWish, openStage, type Stage } from "../src/run/stage.ts";
import { readText } from "../src/store/text-file.ts";
import type { Workspace } from "../src/store/workspace.ts";

/** What the certificate of one host is like; `due` when it asks for a renewal. */
export interface CertificateLine {
  readonly host: string;
  readonly text: string;
  readonly due: boolean;
  readonly failed: boolean;
}

/** Makes the authority of a pool; returns the file of its certificate, which is committed. */
export async function initAuthority(folders: Workspace, name: string): Promise<string> {
  const { pool } = await describe(folders, name);
  return createAuthority(folders.inventory, pool);
}

/** What clients of the pool have to trust, PEM. */
export async function showAuthority(folders: Workspace, name: string): Promise<string> {
  const { pool } = await describe(folders, name);
  return authorityOf(folders.inventory, pool);
}

/** A certificate with which a client shows who it is; its key stays with the client. */
export async function signClient(
  folders: Workspace,
  name: string,
  wish: { readonly client: string; readonly request: string; readonly days: number },
): Promise<string> {
  const { pool } = await describe(folders, name);
  const request = await readText(wish.request);
  if (request === undefined) throw requestMissing(wish.request);
  const ground = { inventory: folders.inventory, pool, clock: systemClock };
  const lifetime = wish.days * DAY;
  return signed(ground, { name: wish.client, request, names: [], use: "clientAuth", lifetime });
}

const requestMissing = (file: string): Failure =>
  new Failure({
    code: "request-missing",
    subject: file,
    saw: "there is no such file",
    hint: "the client makes it: openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout client.key -out client.csr -subj /CN=NAME",
    exit: EXIT.usage,
  });

/** Exit 0 when every certificate stands, 2 when one asks for a renewal, 1 when a host cannot be reached. */
export async function listCertificates(
  folders: Workspace,
  name: string,
  on: string,
): Promise<{ readonly exit: ExitCode; readonly hosts: readonly CertificateLine[] }> {
  const stage = await openStage(folders, name);
  const hosts = await eachHost(selected(stage.pool.hosts, on), (host) => certificateLine(stage, host));
  const exit = hosts.some(({ failed }) => failed)
    ? EXIT.error
    : hosts.some(({ due }) => due)
      ? EXIT.differs
      : EXIT.done;
  return { exit, hosts };
}

async function certificateLine(stage: Stage, host: Host): Promise<CertificateLine> {
  try {
    const wish = hostWish(stage, host, "");
    const facts = await learnOf(wish, stage.folders.inventory);
    const trouble = certificateTrouble(wish, facts);
    const text = trouble ?? standingCertificate(facts);
    return { host: host.id, text, due: trouble !== undefined, failed: false };
  } catch (error) {
    const text = sentence(error);
    return { host: host.id, text, due: false, failed: true };
  }
}

/** Renews what is due, and nothing else: running streams go on, and no proof is void. */
export const renewCertificates = (cast: Cast, options: VerbOptions): Promise<VerbOutcome> =>
  onHosts(cast, options, tls);
