import { formatOs } from "../facts/os.ts";
import type { HostFacts } from "../model/facts.ts";
import { Failure } from "../model/failure.ts";
import type { Step } from "../model/step.ts";
import { isListed } from "./allow-list.ts";
import { changedConditions, told } from "./qualification.ts";
import { drainSeconds, type HostWish, noop, run } from "./wish.ts";

/** Stop taking requests and let the running streams end, until somebody says otherwise. */
export function drainSteps(wish: HostWish, facts: HostFacts, why: string): readonly Step[] {
  if (facts.drained && facts.held) return [noop("drain", wish.host.id, "the host takes no requests already")];
  const words = { operation: "drain", subject: wish.host.id, why };
  return [run(words, "hold", why), run(words, "drain", drainSeconds(wish), ...wish.ladderKeys)];
}

/** Take requests again. Throws `release-unproven` for a host whose release has not passed its gate. */
export function undrainSteps(wish: HostWish, facts: HostFacts, why: string): readonly Step[] {
  if (facts.current === undefined || facts.current !== facts.good) {
    throw new Failure({
      code: "release-unproven",
      subject: wish.host.id,
      saw: `release ${facts.current ?? "none"} serves, ${facts.good ?? "none"} has passed the gate`,
      hint: "run `espalier deploy` to prove it, or `espalier rollback` to go back to the proven one",
    });
  }
  if (facts.os !== undefined && !isListed(wish.pool, facts.os)) {
    throw new Failure({
      code: "os-unadmitted",
      subject: wish.host.id,
      saw: `runs macOS ${formatOs(facts.os)}, which os.allow does not admit`,
      hint: `bring it to an admitted one with \`espalier update-os ${wish.pool.id} ${wish.host.id}\``,
    });
  }
  const changed = changedConditions(facts);
  if (changed.length > 0) {
    throw new Failure({
      code: "qualification-void",
      subject: wish.host.id,
      saw: `release ${facts.good} was proven on another footing: ${told(changed)}`,
      hint: "run `espalier apply` to climb the ladder again; it opens the doors on a pass",
    });
  }
  if (facts.owed.length > 0) {
    throw new Failure({
      code: "start-owed",
      subject: wish.host.id,
      saw: `${facts.owed.join(", ")} still runs what another release started: a run was cut short`,
      hint: "run `espalier rollback` or `espalier apply`: both start what is owed a start",
    });
  }
  if (!facts.drained) return [noop("undrain", wish.host.id, "the host takes requests already")];
  return [run({ operation: "undrain", subject: wish.host.id, why }, "undrain")];
}
