// The certificates of a pool: make its authority, show who trusts what, renew what ends soon, sign for a client.

import type { CertificateFact } from "../src/model/facts.ts";
import { EXIT, type ExitCode, Failure, sentence } from "../src/model/failure.ts";
import { DAY } from "../src/model/units.ts";
import { gatewayShower, tls as gatewayTls } from "../src/operations/gateway/install.ts";
import { certificateTrouble, type Shower, standingCertificate, tls } from "../src/operations/tls.ts";
import { authorityOf, createAuthority, signed } from "../src/run/authority.ts";
import { systemClock } from "../src/run/clock.ts";
import { eachHost } from "../src/run/each-host.ts";
import { learnGateway, onGateway } from "../src/run/gateway/reach.ts";
import { partialWish } from "../src/run/gateway/verb.ts";
import { onHosts, type VerbOptions, type VerbOutcome } from "../src/run/on-hosts.ts";
import type { Cast } from "../src/run/performance.ts";
import { learnOf } from "../src/run/reach.ts";
import { chosen } from "../src/run/selection.ts";
import { describe, hostWish, openStage } from "../src/run/stage.ts";
import { readText } from "../src/store/text-file.ts";
import type { Workspace } from "../src/store/workspace.ts";

/** What the certificate of one host or gateway is like; `due` when it asks for a renewal. */
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
  return signed(ground, { name: wish.client, request, names: [], uses: ["clientAuth"], lifetime });
}

const requestMissing = (file: string): Failure =>
  new Failure({
    code: "request-missing",
    subject: file,
    saw: "there is no such file",
    hint: "the client makes it: openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout client.key -out client.csr -subj /CN=NAME",
    exit: EXIT.usage,
  });

/** Exit 0 when every certificate stands, 2 when one asks for a renewal, 1 when a machine cannot be reached. */
export async function listCertificates(
  folders: Workspace,
  name: string,
  on: string,
): Promise<{ readonly exit: ExitCode; readonly hosts: readonly CertificateLine[] }> {
  const stage = await openStage(folders, name);
  const { inventory } = folders;
  const named = chosen(stage, on);
  const members = await eachHost(named.hosts, (host) =>
    certificateLine(host.id, async () => {
      const wish = hostWish(stage, host);
      return { shower: wish, facts: await learnOf(wish, inventory) };
    }),
  );
  const doors = await eachHost(named.gateways, (staged) =>
    certificateLine(staged.source.member.id, () => {
      const wish = partialWish(stage, staged);
      return onGateway(wish, inventory, async (connection) => ({
        shower: gatewayShower(wish),
        facts: await learnGateway(connection, wish),
      }));
    }),
  );
  const hosts = [...members, ...doors];
  return { exit: exitOf(hosts), hosts };
}

const exitOf = (hosts: readonly CertificateLine[]): ExitCode => {
  if (hosts.some(({ failed }) => failed)) return EXIT.error;
  return hosts.some(({ due }) => due) ? EXIT.differs : EXIT.done;
};

interface Shown {
  readonly shower: Shower;
  readonly facts: { readonly certificate?: CertificateFact };
}

async function certificateLine(host: string, look: () => Promise<Shown>): Promise<CertificateLine> {
  try {
    const { shower, facts } = await look();
    const trouble = certificateTrouble(shower, facts);
    return { host, text: trouble ?? standingCertificate(facts), due: trouble !== undefined, failed: false };
  } catch (error) {
    return { host, text: sentence(error), due: false, failed: true };
  }
}

/** Renews what is due, and nothing else: running streams go on, and no proof is void. */
export const renewCertificates = (cast: Cast, options: VerbOptions): Promise<VerbOutcome> =>
  onHosts(cast, { ...options, onGateways: gatewayTls }, tls);
