// One line per host: what it serves, whether that is proven, whether it takes requests.
import { formatOs } from "../src/facts/os.ts";
import type { HostStatus } from "../src/model/audit.ts";
import { type ConformanceNote, conformanceLine } from "../src/model/conformance.ts";
import { shortOf } from "../src/model/digest.ts";
import type { HostFacts } from "../src/model/facts.ts";
import { EXIT, type ExitCode, sentence } from "../src/model/failure.ts";
import type { Host } from "../src/model/pool.ts";
import { auditHost } from "../src/operations/audit.ts";
import { osTrouble } from "../src/operations/os.ts";
import { changedConditions, qualifiedBy, told } from "../src/operations/qualification.ts";
import { cappedBy } from "../src/operations/slots.ts";
import { certificateTrouble } from "../src/operations/tls.ts";
import type { HostWish } from "../src/operations/wish.ts";
import { conformanceOf } from "../src/run/conformance-of.ts";
import { eachHost } from "../src/run/each-host.ts";
import { gatewayStatus } from "../src/run/gateway/look.ts";
import { learnOf } from "../src/run/reach.ts";
import { chosen } from "../src/run/selection.ts";
import { hostWish, openStage, type Stage } from "../src/run/stage.ts";
import type { Workspace } from "../src/store/workspace.ts";

/** Exit 0 when every host is as wished, 2 when one differs, 1 when one cannot be reached. */
export async function status(
  folders: Workspace,
  name: string,
  on: string | undefined,
): Promise<{ readonly exit: ExitCode; readonly hosts: readonly HostStatus[] }> {
  const stage = await openStage(folders, name);
  const named = chosen(stage, on);
  const members = await eachHost(named.hosts, (host) => hostStatus(stage, host));
  const hosts = [...members, ...(await gatewayStatus(stage, named.gateways))];
  const exit = hosts.some(({ reached }) => !reached)
    ? EXIT.error
    : hosts.some(({ differs }) => differs > 0)
      ? EXIT.differs
      : EXIT.done;
  return { exit, hosts };
}

interface Seen {
  readonly wish: HostWish;
  readonly facts: HostFacts;
  readonly differs: number;
  readonly untried: readonly string[];
}

async function hostStatus(stage: Stage, host: Host): Promise<HostStatus> {
  const wish = hostWish(stage, host);
  try {
    const facts = await learnOf(wish, stage.folders.inventory);
    const untried = untriedOf(await conformanceOf(stage.folders.inventory, facts));
    const differs = auditHost(wish, facts).filter(({ agrees }) => !agrees).length;
    return { host: host.id, reached: true, differs, text: statusLine({ wish, facts, differs, untried }) };
  } catch (error) {
    return {
      host: host.id,
      reached: false,
      differs: 0,
      text: sentence(error),
    };
  }
}

function statusLine({ wish, facts, differs, untried }: Seen): string {
  const { spec } = wish;
  const trouble = osTrouble(wish, facts);
  const changed = changedConditions(facts);
  return [
    facts.os ? `macOS ${formatOs(facts.os)}` : "macOS unknown",
    `release ${facts.current ?? "none"}${facts.current === shortOf(spec.digest) ? "" : ` (wanted ${shortOf(spec.digest)})`}`,
    facts.good === undefined ? "never qualified" : `qualified ${facts.good}${byWhich(facts)}`,
    ...owned(wish, facts),
    ...(trouble === undefined ? [] : [`OS DRIFTED: it ${trouble}`]),
    ...(changed.length > 0 ? [`QUALIFICATION VOID: ${told(changed)}`] : []),
    ...certificate(wish, facts),
    ...capped(wish, facts),
    facts.drained ? closed(facts) : "serving",
    ...untried,
    differs === 0
      ? "as pinned"
      : `${differs} ${differs === 1 ? "field differs" : "fields differ"}: see \`espalier audit\``,
  ].join(" · ");
}

function byWhich(facts: HostFacts): string {
  const earlier = qualifiedBy(facts);
  if (earlier === undefined) return "";
  const { run, proof } = earlier;
  return proof?.extent === "reduced"
    ? ` by run ${run} (reduced; full ladder in run ${proof.full})`
    : ` by run ${run}`;
}

const owned = ({ pool }: HostWish, { owner }: HostFacts): readonly string[] =>
  owner === undefined || owner.pool === pool.id ? [] : [`OWNED by the pool ${owner.pool}`];

const certificate = (wish: HostWish, facts: HostFacts): readonly string[] => {
  const trouble = facts.certificate && certificateTrouble(wish, facts);
  return trouble === undefined ? [] : [`CERTIFICATE: ${trouble}`];
};

const capped = (wish: HostWish, facts: HostFacts): readonly string[] => {
  const why = cappedBy(wish, facts);
  return why.length === 0 ? [] : [`CAPPED: ${why.join("; ")}`];
};

const closed = ({ held, heldBecause }: HostFacts): string => {
  if (!held) return "closed by a run";
  return heldBecause === undefined ? "drained" : `drained: ${heldBecause}`;
};

/** A record of a real Mac needs no word here; one that is missing, or is of something else, does. */
const untriedOf = (note: ConformanceNote | undefined): readonly string[] =>
  note === undefined || note.record?.apple === true
    ? []
    : [note.record === undefined ? conformanceLine(note) : "the conformance record is of no Apple kernel"];
