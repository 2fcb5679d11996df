// Set two models, or one behind two engines, beside each other on one host: their climbs take turns while nobody else is served.
import type { Contrast } from "../src/model/contrast.ts";
import type { ExitCode } from "../src/model/failure.ts";
import type { Host } from "../src/model/pool.ts";
import { exitOfContrast } from "../src/rollout/verdict.ts";
import { contrasted } from "../src/run/ab/contrasted.ts";
import { refuseSides, type Sides } from "../src/run/ab/sides.ts";
import { type Terms, trial } from "../src/run/ab/trial.ts";
import { turns } from "../src/run/ab/turns.ts";
import { type Field, whileClosed } from "../src/run/closed-host.ts";
import { ladderKey, refuseEnded } from "../src/run/ladder-key.ts";
import { type Cast, perform, type Stand } from "../src/run/performance.ts";
import { onHost } from "../src/run/reach.ts";
import { onlyOne } from "../src/run/selection.ts";
import { hostWish, openFittingStage, type Stage } from "../src/run/stage.ts";

export interface AbCall extends Sides {
  readonly on: string;
  readonly rounds: number;
  /** Absent: those of the pool's ladder. */
  readonly rungs?: readonly number[] | undefined;
  readonly requests?: number | undefined;
  readonly allowedSigners: string;
}

export interface AbOutcome {
  readonly exit: ExitCode;
  readonly contrast: Contrast;
  readonly directory: string;
}

/**
 * Closes the host to others, lets the sides climb in turns, opens it again and compares; exit as of `compare`. Throws
 * `ab-impossible`, `memory-overcommitted` when they do not fit together, and what a climb throws.
 */
export const ab = (cast: Cast, call: AbCall): Promise<AbOutcome> =>
  perform(cast, async (stand) => {
    const stage = await openFittingStage(cast.folders, cast.pool);
    const host = onlyOne(stage.pool.hosts, call.on);
    const waves = [{ name: `${call.a} and ${call.b}`, hosts: [host.id] }];
    stand.tell({ kind: "run-started", verb: "ab", waves });
    await climbed(stand, { stage, host }, call);
    const contrast = await contrasted(stand.directory, call);
    const exit = exitOfContrast(contrast);
    stand.tell({ kind: "run-ended", exit, note: `${call.b} beside ${call.a}: ${contrast.word}` });
    return { exit, contrast, directory: stand.directory };
  });

interface Place {
  readonly stage: Stage;
  readonly host: Host;
}

async function climbed(stand: Stand, { stage, host }: Place, call: AbCall): Promise<void> {
  const { inventory } = stage.folders;
  const key = await ladderKey(stage.pool, inventory);
  refuseEnded(key, stage.pool, stand.clock.now());
  const wish = hostWish(stage, host, key.ids);
  refuseSides(wish, call);
  const { rungs = stage.pool.ladder.rungs, requests = stage.pool.ladder.requests } = call;
  const why = `an A/B of ${call.a} and ${call.b}`;
  stand.tell({ kind: "host-started", host: host.id });
  await onHost(wish, inventory, (connection) => {
    const field = { stage, wish, connection };
    const work = (): Promise<void> => inTurns(stand, { field, call, terms: { key, rungs, requests } });
    return whileClosed(stand, field, { why, work });
  });
  stand.tell({
    kind: "host-ended",
    host: host.id,
    outcome: "measured",
    note: `${call.rounds} climbs a side`,
  });
}

interface Work {
  readonly field: Field;
  readonly call: AbCall;
  readonly terms: Terms;
}

async function inTurns(stand: Stand, { field, call, terms }: Work): Promise<void> {
  for (const turn of turns(call, call.rounds)) {
    const text = `round ${turn.round} of ${call.rounds}, ${turn.side.toUpperCase()}: ${turn.model}`;
    stand.tell({ kind: "line", host: field.wish.host.id, text });
    await trial(stand, { ...field, terms }, turn);
  }
}
