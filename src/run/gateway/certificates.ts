import { quoted } from "../../../templates/host/quote.ts";
import { Failure } from "../../model/failure.ts";
import type { Host } from "../../model/pool.ts";
import type { PoolGatewayWish } from "../../operations/gateway/wish.ts";
import { eachHost } from "../each-host.ts";
import { asRoot, onHost } from "../reach.ts";
import { hostWish, type Stage } from "../stage.ts";

/** What the edges of the hosts show: read over SSH, whose host key is pinned, so that nobody else can show it. */
export type HostCertificates = Pick<PoolGatewayWish, "certificates" | "unread">;

/** Asks every host. One that cannot be asked holds nothing up: gateways go on with the certificate that they hold of it. */
export async function hostCertificates(stage: Stage): Promise<HostCertificates> {
  const all = await eachHost(stage.pool.hosts, async (host) => {
    const found = await certificate(stage, host).catch(unread);
    return { id: host.id, ...found };
  });
  return {
    certificates: Object.fromEntries(all.flatMap(({ id, pem }) => (pem === undefined ? [] : [[id, pem]]))),
    unread: Object.fromEntries(all.flatMap(({ id, why }) => (why === undefined ? [] : [[id, why]]))),
  };
}

/** The certificate of a host, PEM, or why none was read. */
interface Found {
  readonly pem?: string;
  readonly why?: string;
}

/** Nothing for a host that has none yet. */
function certificate(stage: Stage, host: Host): Promise<Found> {
  const wish = hostWish(stage, host);
  const question = `cat ${quoted(`${wish.layout.tls}/cert.pem`)}`;
  return onHost(wish, stage.folders.inventory, async (connection) => {
    const ran = await connection.exec(`${asRoot(stage.pool)} -c ${quoted(question)}`);
    return ran.exit === 0 ? { pem: ran.stdout } : {};
  });
}

/** Nothing was read from such a host, so nothing of it is trusted that was not before. */
const UNREAD: Readonly<Record<string, string>> = {
  "host-unreachable": "it cannot be reached over SSH",
  "host-key-changed": "it shows another SSH host key than the pinned one",
  "ssh-refused": "it refuses the SSH key of the pool",
};

function unread(error: unknown): Found {
  const why = error instanceof Failure ? UNREAD[error.code] : undefined;
  if (why === undefined) throw error;
  return { why };
}
