import type { Connection } from "../connectors/connection.ts";
import { answers } from "../facts/fact.ts";
import { ownerQuestion, parseOwner } from "../facts/owner.ts";
import { manifestQuestion } from "../facts/releases.ts";
import type { HostFacts } from "../model/facts.ts";
import type { HostWish } from "../operations/wish.ts";
import { inquire, whole } from "./reach.ts";

/** What a host says of whose it is, in one round trip. Throws `facts-unreadable`. */
export async function askOwner(
  connection: Connection,
  place: Pick<HostWish, "pool" | "layout">,
  host: string,
): Promise<Pick<HostFacts, "owner" | "currentManifest">> {
  const { layout } = place;
  const ran = await inquire(connection, place, [ownerQuestion(layout), manifestQuestion(layout)]);
  const said = answers(whole(host, ran));
  const [name, release] = [said.get("owner"), said.get("current-manifest")];
  const owner = name && parseOwner(name);
  return { ...(owner && { owner }), ...(release?.exit === 0 && { currentManifest: release.stdout }) };
}
