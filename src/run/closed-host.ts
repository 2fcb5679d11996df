import type { Connection } from "../connectors/connection.ts";
import { despiteCut } from "../connectors/cut.ts";
import type { HostFacts } from "../model/facts.ts";
import { Failure, sentence } from "../model/failure.ts";
import { drainSteps, undrainSteps } from "../operations/doors.ts";
import { isCurrent, isGood } from "../operations/launchd.ts";
import type { HostWish } from "../operations/wish.ts";
import { reachAgain } from "./absence.ts";
import { act } from "./act.ts";
import { groundOf, type Site } from "./ground.ts";
import { learn, over } from "./reach.ts";
import type { Scene } from "./scene.ts";
import type { Stage } from "./stage.ts";

/** A host that somebody works with. */
export interface Field {
  readonly stage: Stage;
  readonly wish: HostWish;
  readonly connection: Connection;
}

/** What is done while a host is closed, and what others read of it meanwhile. */
interface Task {
  readonly why: string;
  readonly work: () => Promise<void>;
}

/**
 * Does something while the host, with its described and proven release, takes no requests but the ladder's; one that was open is
 * opened again, however the work ends. Throws `release-unproven`, and `host-closed` when it could not be opened again.
 */
export async function whileClosed(scene: Scene, field: Field, task: Task): Promise<void> {
  const { stage, wish, connection } = field;
  const { folders } = stage;
  const facts = await learn(connection, wish);
  refuseUnproven(wish, facts);
  const again = (): Promise<Connection> => reachAgain(scene, { wish, inventory: folders.inventory });
  await closedFor(scene, { wish, folders, connection, facts, again }, task);
}

/** A host as it was before its doors close, and the way to it when the connection breaks. */
interface OpenHost extends Site {
  readonly facts: HostFacts;
  readonly again: () => Promise<Connection>;
}

/**
 * Closes the doors, works, and opens those that were open over a connection of its own: hours of work end most often
 * because the first one broke. A host that could not be opened again is refused before anything is closed.
 */
export async function closedFor(scene: Scene, open: OpenHost, { why, work }: Task): Promise<void> {
  const { wish, facts } = open;
  const opening = facts.drained ? [] : undrainSteps(wish, { ...facts, drained: true }, `over: ${why}`);
  const reopen = (): Promise<void> =>
    over(open.again(), (connection) => act(scene, groundOf(scene, { ...open, connection }), opening));
  let broke: unknown;
  try {
    await act(scene, groundOf(scene, open), drainSteps(wish, facts, why));
    await work();
  } catch (error) {
    broke = error;
  }
  if (opening.length > 0)
    await despiteCut(reopen).catch((error: unknown) => {
      throw leftClosed(wish, error, broke);
    });
  if (broke !== undefined) throw broke;
}

/** The host takes no requests now, which a reader must know before what the work ended with. */
const leftClosed = ({ pool, host }: HostWish, error: unknown, broke: unknown): Failure =>
  new Failure({
    code: "host-closed",
    subject: host.id,
    saw: `it could not be opened again and may take no requests: ${sentence(error)}${broke === undefined ? "" : `; before that: ${sentence(broke)}`}`,
    hint: `run \`espalier undrain ${pool.id} --on ${host.id}\``,
    cause: broke ?? error,
  });

/** What is not the described release is not what is asked about. */
function refuseUnproven(wish: HostWish, facts: HostFacts): void {
  if (isCurrent(wish, facts) && isGood(wish, facts)) return;
  throw new Failure({
    code: "release-unproven",
    subject: wish.host.id,
    saw: `release ${facts.current ?? "none"} serves, which is not what is described and proven`,
    hint: "run `espalier apply` first",
  });
}
