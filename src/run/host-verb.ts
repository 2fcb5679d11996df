import type { HostWord } from "../../templates/host/gateway-word.ts";
import type { HostFacts } from "../model/facts.ts";
import type { Failure } from "../model/failure.ts";
import type { Host } from "../model/pool.ts";
import type { Plan, Step } from "../model/step.ts";
import { refuseForeign } from "../operations/owner.ts";
import type { HostWish } from "../operations/wish.ts";
import { act, type Ground, tellNoops } from "./act.ts";
import { eachHost } from "./each-host.ts";
import { doorTeller } from "./gateway/doors.ts";
import { leftOpen, leftOpenFailure, type Told } from "./gateway/left-open.ts";
import { groundOf, type Site } from "./ground.ts";
import { learn, onHost } from "./reach.ts";
import type { Scene } from "./scene.ts";
import { hostWish, type Stage } from "./stage.ts";

/** Decides what a verb does on one host. */
export type HostVerb = (wish: HostWish, facts: HostFacts) => readonly Step[];

/** What a verb did, or would do, on one host. */
export interface VerbResult {
  readonly plan: Plan;
  readonly failure?: Failure | Error;
  /** Of a host that was to close and failed: what its gateways know. */
  readonly told?: Told;
}

export interface VerbCall {
  readonly stage: Stage;
  readonly hosts: readonly Host[];
  readonly keyIds: readonly string[];
  readonly verb: HostVerb;
  /** Show the steps and do none. */
  readonly planOnly: boolean;
  /**
   * What gateways are told of each host, even where it has nothing to do: `drain` before it is reached and if it cannot be,
   * `ready` after its steps.
   */
  readonly word?: HostWord | undefined;
  /** The pool that the hosts are taken from. */
  readonly takenFrom?: string | undefined;
  /** What keeps the host from its work although the steps are done: the verb fails with it. */
  readonly amiss?: ((wish: HostWish, facts: HostFacts) => Failure | undefined) | undefined;
}

/** Knows, plans and, unless only a plan is wanted, acts on every host. A failure on one host does not stop the others. */
export const performOnHosts = (scene: Scene, call: VerbCall): Promise<readonly VerbResult[]> =>
  eachHost(call.hosts, (host) => performOnHost(scene, call, host));

async function performOnHost(scene: Scene, call: VerbCall, host: Host): Promise<VerbResult> {
  scene.tell({ kind: "host-started", host: host.id });
  const tell = teller(scene, call, host);
  const told = call.word === "drain" ? await tell("drain") : undefined;
  let plan: Plan = { host: host.id, steps: [] };
  let amiss: Failure | undefined;
  try {
    const wish = hostWish(call.stage, host, call.keyIds);
    await onHost(wish, call.stage.folders.inventory, async (connection) => {
      const facts = await learn(connection, wish);
      if (call.takenFrom === undefined) refuseForeign(wish, facts);
      plan = { host: host.id, steps: call.verb(wish, facts) };
      amiss = call.amiss?.(wish, facts);
      if (!call.planOnly) await perform(scene, groundFor(scene, call, { wish, connection }), plan);
    });
    if (call.word === "ready") await tell("ready");
    if (amiss !== undefined) throw amiss;
    scene.tell({ kind: "host-ended", host: host.id, outcome: call.planOnly ? "planned" : "done", note: "" });
    return { plan };
  } catch (error) {
    const seen = error instanceof Error ? error : new Error(String(error));
    const failure = told === undefined ? seen : leftOpenFailure(seen, leftOpen(told));
    scene.tell({ kind: "host-ended", host: host.id, outcome: "failed", note: failure.message });
    return { plan, failure, ...(told && { told }) };
  }
}

/** Tells the gateways of the pool; with a plan only it tells nobody. */
function teller(scene: Scene, { stage, planOnly }: VerbCall, { id }: Host) {
  const tell = doorTeller({ scene, pool: stage, inventory: stage.folders.inventory, host: id });
  return async (word: HostWord): Promise<Told | undefined> => (planOnly ? undefined : tell(word));
}

/** Gateways are told by the steps, unless the verb has a word for them whatever there is to do. */
function groundFor(
  scene: Scene,
  { stage, word, takenFrom }: VerbCall,
  site: Pick<Site, "wish" | "connection">,
): Ground {
  const { tellGateways, ...here } = groundOf(scene, { ...site, folders: stage.folders });
  const ground = takenFrom === undefined ? here : { ...here, takenFrom };
  return word === undefined && tellGateways ? { ...ground, tellGateways } : ground;
}

async function perform(scene: Scene, ground: Ground, { host, steps }: Plan): Promise<void> {
  tellNoops(scene, host, steps);
  await act(scene, ground, steps);
}
