import type { HostFacts } from "../model/facts.ts";
import type { Plan } from "../model/step.ts";
import { account } from "./account.ts";
import { activation } from "./activation.ts";
import { admission } from "./admission.ts";
import { artifacts } from "./artifact.ts";
import { doors } from "./described-doors.ts";
import { directories } from "./directories.ts";
import { disk } from "./disk.ts";
import { holding } from "./holding/retirement.ts";
import { qualification } from "./ladder.ts";
import { models } from "./model.ts";
import { cordonSteps, osTrouble } from "./os.ts";
import { owner, refuseForeign } from "./owner.ts";
import { preparation, prepared } from "./preparation/preparation.ts";
import { release } from "./release.ts";
import { leftGateway } from "./retirement.ts";
import { homecoming } from "./standby/homecoming.ts";
import { idle } from "./standby/idle.ts";
import { tls } from "./tls.ts";
import { vacancy } from "./vacancy.ts";
import type { HostWish, Operation } from "./wish.ts";

/** In the order in which they are done; nothing that serves is touched before `activation`. */
const OPERATIONS: readonly Operation[] = [
  disk,
  vacancy,
  owner,
  account,
  directories,
  preparation,
  artifacts,
  prepared("firewall"),
  models,
  tls,
  admission,
  release,
  idle,
  activation,
  qualification,
  doors,
  homecoming,
  leftGateway,
  holding,
];

/**
 * Every step that brings one host to its wish; for a host whose macOS is not the one it shall run, only those that close
 * it. Throws `host-owned`, `os-drifted`, `disk-full` or `port-taken` before anything is done.
 */
export function planHost(wish: HostWish, facts: HostFacts): Plan {
  const host = wish.host.id;
  refuseForeign(wish, facts);
  const cordon = osTrouble(wish, facts);
  if (cordon !== undefined) return { host, steps: cordonSteps(wish, facts, cordon), cordon };
  return { host, steps: OPERATIONS.flatMap((operation) => operation(wish, facts)) };
}
