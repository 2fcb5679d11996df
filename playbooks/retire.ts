// Take a host out for good: what the stack runs once for a host that moved to `retired:`.
import { EXIT, type ExitCode, Failure } from "../src/model/failure.ts";
import { layout } from "../src/model/layout.ts";
import type { Owner } from "../src/model/owner.ts";
import type { Pool, RetiredHost } from "../src/model/pool.ts";
import { dayOf } from "../src/model/units.ts";
import { ownerOf, refuseForeign } from "../src/operations/owner.ts";
import { gatewayRetirementSteps, retirementSteps } from "../src/operations/retirement.ts";
import { drainSeconds } from "../src/operations/wish.ts";
import { act } from "../src/run/act.ts";
import type { Clock } from "../src/run/clock.ts";
import { type DoorTeller, doorTeller } from "../src/run/gateway/doors.ts";
import { leftOpen, leftOpenFailure } from "../src/run/gateway/left-open.ts";
import { askOwner } from "../src/run/owner.ts";
import { type Cast, perform, type Stand } from "../src/run/performance.ts";
import { reach } from "../src/run/reach.ts";
import { describe, recordedLock } from "../src/run/stage.ts";

/** Drains, stops and removes everything Espalier put on the host, its owner too. Running it again finds nothing to do. */
export const retire = (cast: Cast, id: string, because?: string): Promise<{ readonly exit: ExitCode }> =>
  perform({ ...cast, shared: "until-end" }, async (stand) => {
    const described = await describe(cast.folders, cast.pool);
    const { pool } = described;
    const host =
      pool.retired.find((item) => item.id === id) ?? last(pool, id, { because, clock: cast.clock });
    const lock = await recordedLock(described);
    const hostKey = lock?.hosts[id]?.hostKey;
    if (host === undefined || lock === undefined || hostKey === undefined)
      throw notRetired(pool.source, id, host !== undefined);
    const { inventory, home: cache } = cast.folders;
    const tellGateways = doorTeller({ scene: stand, pool: { ...described, lock }, inventory, host: id });
    stand.tell({ kind: "host-started", host: id });
    const connection = await reach(pool, inventory, { ...host, hostKey }).catch((error: unknown) =>
      cutOff(forgettable(error, pool), tellGateways),
    );
    try {
      const paths = layout(host.root);
      const seen = await askOwner(connection, { pool, layout: paths }, id);
      const owner = ownerOf(seen);
      if (owner !== undefined && owner.pool !== pool.id) return letGo(stand, id, owner);
      refuseForeign({ pool, host }, seen);
      const ground = { connection, pool, host: id, layout: paths, cache, inventory, tellGateways };
      const why = `retired on ${host.on}: ${host.because}`;
      const seconds = drainSeconds({ pool });
      await act(stand, ground, gatewayRetirementSteps(host.root, seconds, why));
      await act(stand, ground, retirementSteps(paths, seconds, why));
    } finally {
      connection.close();
    }
    stand.tell({ kind: "host-ended", host: id, outcome: "retired", note: host.because });
    return { exit: EXIT.done };
  });

/** A pool lists one host at least, so the last one is retired by a word of its own. */
function last(
  { hosts }: Pool,
  id: string,
  { because, clock }: { readonly because: string | undefined; readonly clock: Clock },
): RetiredHost | undefined {
  const [host, ...others] = hosts;
  if (because === undefined || host?.id !== id || others.length > 0) return undefined;
  return { ...host, on: dayOf(clock.now()), because };
}

/** Another pool took it over: nothing of this one is left there to be cleaned. */
function letGo(stand: Stand, host: string, { pool }: Owner): { readonly exit: ExitCode } {
  const note = `it belongs to the pool ${pool} now: nothing was touched`;
  stand.tell({ kind: "host-ended", host, outcome: "retired", note });
  return { exit: EXIT.done };
}

/** A host that cannot be reached is taken out at the gateways all the same. Throws what kept it, with who may still be served. */
async function cutOff(failure: unknown, tellGateways: DoorTeller): Promise<never> {
  const told = await tellGateways("drain");
  throw failure instanceof Failure ? leftOpenFailure(failure, leftOpen(told, "")) : failure;
}

/** A machine that was given back can never be cleaned: the reader must know how to let go of it. */
function forgettable(error: unknown, { id }: Pool): unknown {
  if (!(error instanceof Failure) || error.code !== "host-unreachable") return error;
  const { code, subject, saw } = error;
  const forget = `terraform -chdir=cdktf.out/stacks/${id} state rm terraform_data.member_${subject}`;
  const hint = `deploy again when it is on; if it will never come back, wiped or returned: ${forget}`;
  return new Failure({ code, subject, saw, hint, cause: error });
}

const notRetired = (file: string, id: string, listed: boolean): Failure =>
  new Failure({
    code: "host-unretired",
    subject: `${file} retired.${id}`,
    saw: listed ? "the lock has no host key for it" : "it is not listed under retired",
    hint: listed
      ? "restore its entry in the lock: without a key it cannot be told from a stranger"
      : "move its entry from hosts to retired, with `on` and `because`; the last host of a pool is retired with `--because REASON`",
    exit: EXIT.badInventory,
  });
