import { quoted } from "../../../templates/host/quote.ts";
import { Failure } from "../../model/failure.ts";
import type { Host } from "../../model/pool.ts";
import { eachHost } from "../each-host.ts";
import { asRoot, onHost } from "../reach.ts";
import { hostWish, type Stage } from "../stage.ts";

/** What the edge of each host shows, by host: read over SSH, whose host key is pinned, so that nobody else can show it. */
export async function hostCertificates(stage: Stage): Promise<Readonly<Record<string, string>>> {
  const all = await eachHost(
    stage.pool.hosts,
    async (host) => [host.id, await certificate(stage, host).catch(away)] as const,
  );
  return Object.fromEntries(all.flatMap(([id, text]) => (text === undefined ? [] : [[id, text]])));
}

/** Absent for a host that has none yet. */
function certificate(stage: Stage, host: Host): Promise<string | undefined> {
  const wish = hostWish(stage, host);
  const question = `cat ${quoted(`${wish.layout.tls}/cert.pem`)}`;
  return onHost(wish, stage.folders.inventory, async (connection) => {
    const ran = await connection.exec(`${asRoot(stage.pool)} -c ${quoted(question)}`);
    return ran.exit === 0 ? ran.stdout : undefined;
  });
}

/** Absent also for a host that is away: the gateway goes on with what it holds. */
function away(error: unknown): undefined {
  if (error instanceof Failure && error.code === "host-unreachable") return undefined;
  throw error;
}
