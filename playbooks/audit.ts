// Every pin of every host, field by field, against what the host says.
import type { HostAudit } from "../src/model/audit.ts";
import { EXIT, type ExitCode, sentence } from "../src/model/failure.ts";
import type { Host } from "../src/model/pool.ts";
import { auditHost } from "../src/operations/audit.ts";
import { eachHost } from "../src/run/each-host.ts";
import { auditGateways } from "../src/run/gateway/look.ts";
import type { Look } from "../src/run/plan.ts";
import { learnOf } from "../src/run/reach.ts";
import { chosen } from "../src/run/selection.ts";
import { hostWish, openStage, type Stage } from "../src/run/stage.ts";
import type { Workspace } from "../src/store/workspace.ts";

/** Exit 0 when every field agrees, 2 when one does not, 1 when a host could not be audited. */
export async function audit(
  folders: Workspace,
  name: string,
  look: Look,
): Promise<{ readonly exit: ExitCode; readonly hosts: readonly HostAudit[] }> {
  const stage = await openStage(folders, name);
  const named = chosen(stage, look.on);
  const members = await eachHost(named.hosts, (host) => auditOne(stage, host, look));
  const hosts = [...members, ...(await auditGateways(stage, named.gateways))];
  const failed = hosts.some(({ failure }) => failure !== undefined);
  const differs = hosts.some(({ lines }) => lines.some(({ agrees }) => !agrees));
  return { exit: failed ? EXIT.error : differs ? EXIT.differs : EXIT.done, hosts };
}

async function auditOne(stage: Stage, host: Host, { bytes }: Look): Promise<HostAudit> {
  try {
    const wish = { ...hostWish(stage, host), rehash: bytes === true };
    return { host: host.id, lines: auditHost(wish, await learnOf(wish, stage.folders.inventory)) };
  } catch (error) {
    return { host: host.id, lines: [], failure: sentence(error) };
  }
}
