import { formatOs } from "../facts/os.ts";
import { canonicalJson } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import { Failure } from "../model/failure.ts";
import type { Plan } from "../model/step.ts";
import { account } from "./account.ts";
import { activation, doors, qualification } from "./activation.ts";
import { artifacts } from "./artifact.ts";
import { directories } from "./directories.ts";
import { disk } from "./disk.ts";
import { models } from "./model.ts";
import { preparation, prepared } from "./preparation/preparation.ts";
import { release } from "./release.ts";
import { tls } from "./tls.ts";
import type { HostWish, Operation } from "./wish.ts";

/** In the order in which they are done; nothing that serves is touched before `activation`. */
const OPERATIONS: readonly Operation[] = [
  disk,
  account,
  directories,
  preparation,
  artifacts,
  prepared("firewall"),
  models,
  tls,
  release,
  activation,
  qualification,
  doors,
];

/** Every step that brings one host to its wish. Throws `os-drifted` or `disk-full` before anything is done. */
export function planHost(wish: HostWish, facts: HostFacts): Plan {
  refuseDriftedOs(wish, facts);
  return { host: wish.host.id, steps: OPERATIONS.flatMap((operation) => operation(wish, facts)) };
}

function refuseDriftedOs({ host, lock }: HostWish, { os }: HostFacts): void {
  const pin = lock.hosts[host.id]?.os;
  if (os !== undefined && pin !== undefined && canonicalJson(os) === canonicalJson(pin)) return;
  throw new Failure({
    code: "os-drifted",
    subject: host.id,
    saw: `runs macOS ${os ? formatOs(os) : "(unknown)"}, the lock pins ${pin ? formatOs(pin) : "nothing"}`,
    hint: "put the host back to the pinned build, or accept the new one with `espalier pin` and let the ladder prove it",
  });
}
