import { join } from "node:path";
import { voidRungs } from "../../gates/doubt/void-rungs.ts";
import { judge } from "../../gates/judge.ts";
import { measure } from "../../load/measure.ts";
import type { HostResult } from "../../model/run-result.ts";
import type { HostWish } from "../../operations/wish.ts";
import { composeRun, writeHostEvidence } from "../../store/evidence.ts";
import { type ClimbEvidence, climbHost } from "../climb.ts";
import type { Field } from "../closed-host.ts";
import { signReport } from "../gate-report.ts";
import { hostResult } from "../host-result.ts";
import type { LadderKey } from "../ladder-key.ts";
import type { Stand } from "../performance.ts";
import { at } from "../scene.ts";
import type { Turn } from "./turns.ts";

/** How every trial climbs. */
export interface Terms {
  readonly key: LadderKey;
  readonly rungs: readonly number[];
  /** On each rung; no rung is extended, so that all climbs are alike. */
  readonly requests: number;
}

/** Climbs for one model on a turn, and keeps a signed report of its own in `a/1`, `b/1` and so on. */
export async function trial(
  stand: Stand,
  { terms, ...field }: Field & { readonly terms: Terms },
  turn: Turn,
): Promise<void> {
  const { stage, connection } = field;
  const run = `${stand.run}-${turn.side}${turn.round}`;
  const scene = { ...stand, run, directory: join(stand.directory, turn.side, String(turn.round)) };
  const wish = asking(field.wish, terms, turn.model);
  const startedAt = at(stand);
  const ascent = { key: terms.key, rungs: terms.rungs, baseline: undefined, standby: [] };
  const evidence = await climbHost(scene, connection, wish, ascent);
  const result = await writeHostEvidence(
    scene.directory,
    trialResult(scene, wish, { startedAt, evidence }),
    evidence,
  );
  await composeRun(scene.directory, {
    format: "espalier-gate-report/1",
    ...{ pool: stand.pool, run, startedAt, endedAt: at(stand) },
    verdict: result.gate.verdict,
    rules: wish.pool.gates.rules.map(({ text }) => text),
    waves: [{ name: turn.model, hosts: [wish.host.id] }],
    hosts: [result],
    next: `One climb of an A/B: compare ${stand.run}/a with ${stand.run}/b.`,
  });
  await signReport(scene.directory, stage);
}

/** The same host, when its ladder asks for this model, so far and so often. */
const asking = (wish: HostWish, { rungs, requests }: Terms, model: string): HostWish => ({
  ...wish,
  pool: { ...wish.pool, ladder: { ...wish.pool.ladder, model, rungs, requests, budget: requests } },
});

interface Seen {
  readonly startedAt: string;
  readonly evidence: ClimbEvidence;
}

function trialResult(scene: Stand, wish: HostWish, { startedAt, evidence }: Seen): HostResult {
  const gate = judge(evidence.climb, measure(evidence.climb, voidRungs(evidence.climb)), {
    rules: wish.pool.gates.rules,
  });
  return hostResult({ scene, wish, startedAt, outcome: "measured", gate, evidence });
}
