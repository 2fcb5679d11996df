import { quoted } from "../../../templates/host/quote.ts";
import type { Connection } from "../../connectors/connection.ts";
import { lastWord } from "../../connectors/last-word.ts";
import { Failure } from "../../model/failure.ts";
import { GATEWAY_LABEL } from "../../model/layout.ts";
import { asRoot } from "../reach.ts";
import type { GatewayTask } from "./wish.ts";

/**
 * Brings the key of the health checks. It comes by standard input and is in no argument, no step and no log; its folder
 * is open to the account of the proxy only. What serves now is owed a start before the file changes.
 */
export async function bringProbeSetup(
  connection: Connection,
  { wish, probeSetup }: GatewayTask,
): Promise<void> {
  const { layout, pool, member } = wish;
  const file = quoted(layout.probeSetup);
  const script = [
    "set -eu",
    `owed=${quoted(layout.current)}`,
    `[ ! -d "$owed" ] || { mkdir -p "$owed/restart"; : >"$owed/restart/${GATEWAY_LABEL}"; }`,
    `rm -f ${file}.next`,
    `(set -C; cat >${file}.next)`,
    `chmod 0644 ${file}.next`,
    `mv -f ${file}.next ${file}`,
  ].join("\n");
  const ran = await connection.exec(`${asRoot(pool)} -c ${quoted(script)}`, { input: probeSetup });
  if (ran.exit === 0) return;
  throw new Failure({
    code: "probe-key-undelivered",
    subject: member.id,
    saw: lastWord(ran),
    hint: "mend the cause and run it again",
  });
}
