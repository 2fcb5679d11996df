// Bring hosts to their wish, wave by wave; what the stack runs for each host.
import { EXIT, Failure } from "../src/model/failure.ts";
import type { Host } from "../src/model/pool.ts";
import type { HostResult } from "../src/model/run-result.ts";
import type { HostSpec } from "../src/model/spec.ts";
import type { HostWish } from "../src/operations/wish.ts";
import { exitOf, stops } from "../src/rollout/verdict.ts";
import { wavesOf } from "../src/rollout/waves.ts";
import { applyHost } from "../src/run/apply.ts";
import { eachHost } from "../src/run/each-host.ts";
import { composeReport, type Reported } from "../src/run/gate-report.ts";
import { bringGatewaysAlong } from "../src/run/gateway/ahead.ts";
import { applyGateway, type GatewayApplied } from "../src/run/gateway/apply.ts";
import { guardGateways } from "../src/run/gateway/guard.ts";
import { notJudged, untouched } from "../src/run/host-result.ts";
import { type LadderKey, ladderKey } from "../src/run/ladder-key.ts";
import { type Cast, perform, type Stand } from "../src/run/performance.ts";
import type { Look } from "../src/run/plan.ts";
import { writeRecord } from "../src/run/record.ts";
import { at } from "../src/run/scene.ts";
import { chosen } from "../src/run/selection.ts";
import { unsettled } from "../src/run/settled.ts";
import { hostWish, openFittingStage, type Stage, type StagedGateway } from "../src/run/stage.ts";
import { writeHostEvidence } from "../src/store/evidence.ts";

export interface ApplyCall extends Look {
  readonly cast: Cast;
  /** Spec digest the stack planned with; another one now means that the inventory changed meanwhile. */
  readonly spec?: string | undefined;
  /** File for the stack's outputs. */
  readonly record?: string | undefined;
}

/** Applies waves in order and stops after the first that does not pass. */
export const apply = (call: ApplyCall): Promise<Reported> =>
  perform(crew(call), async (stand) => {
    const stage = await openFittingStage(call.cast.folders, call.cast.pool);
    const { hosts, gateways } = chosen(stage, call.on);
    if (hosts.length === 0) return applyAlone(stand, stage, gateways, call);
    await guardStack(
      stage,
      stage.specs.find(({ host }) => host === hosts[0]?.id),
      call,
    );
    const waves = wavesOf(stage.waves, hosts);
    if (!call.cast.within) stand.tell({ kind: "run-started", verb: "apply", waves: waves.map(names) });
    if (!call.cast.within) await guardGateways(stand, stage);
    const results = await applyWaves(stand, {
      stage,
      waves,
      key: await ladderKey(stage.pool, call.cast.folders.inventory),
      rehash: call.bytes === true,
      isShared: call.spec !== undefined,
    });
    if (call.record !== undefined && results[0]) await writeRecord(call.record, results[0], stand.directory);
    if (call.cast.within) return { exit: exitOf(results), directory: stand.directory };
    const applied = exitOf(results) === EXIT.done ? await applyGateways(stand, stage, gateways) : [];
    const reported = await composeReport(stand, stage, hosts);
    return failed(applied) ? { ...reported, exit: EXIT.error } : reported;
  });

/** One gateway, named by itself: it is judged by whether its models find hosts, so there is no gate report. */
async function applyAlone(
  stand: Stand,
  stage: Stage,
  gateways: readonly StagedGateway[],
  call: ApplyCall,
): Promise<Reported> {
  const { cast } = call;
  await guardStack(stage, gateways[0]?.spec, call);
  const names = gateways.map(({ source }) => source.member.id);
  if (!cast.within)
    stand.tell({ kind: "run-started", verb: "apply", waves: [{ name: "gateways", hosts: names }] });
  const applied = await applyGateways(stand, stage, gateways);
  const failure = failed(applied);
  const exit = failure === undefined ? EXIT.done : EXIT.error;
  if (!cast.within) stand.tell({ kind: "run-ended", exit, note: applied.map(({ note }) => note).join("; ") });
  if (failure !== undefined && cast.within) throw failure;
  return { exit, directory: stand.directory };
}

/** One after the other: while one is changed, another serves. Stops at the first that fails. */
async function applyGateways(
  stand: Stand,
  stage: Stage,
  gateways: readonly StagedGateway[],
): Promise<readonly GatewayApplied[]> {
  const all: GatewayApplied[] = [];
  for (const gateway of gateways) {
    const applied = await applyGateway(stand, stage, gateway);
    all.push(applied);
    if (applied.failure !== undefined) break;
  }
  return all;
}

const failed = (applied: readonly GatewayApplied[]): Error | undefined =>
  applied.find(({ failure }) => failure)?.failure;

/** Terraform starts one program for each host of a wave, all at once. */
const crew = ({ cast, spec }: ApplyCall): Cast =>
  spec === undefined ? cast : { ...cast, shared: "until-parent-ends" };

/** What a stack has started: for the spec that it planned, and after what was cut short, which a `deploy` that watches took up. */
async function guardStack(stage: Stage, now: HostSpec | undefined, { cast, spec }: ApplyCall): Promise<void> {
  if (spec === undefined) return;
  refuseMovedSpec(stage, now, spec);
  if (!cast.within) await refuseCutShort(stage, now);
}

/**
 * Terraform takes a rollout for done that was killed after it had been written to state, and begins the next wave. Gateways
 * come after all hosts. Throws `wave-unsettled`.
 */
async function refuseCutShort(stage: Stage, spec: HostSpec | undefined): Promise<void> {
  const at = stage.waves.findIndex(({ hosts }) => hosts.some(({ id }) => id === spec?.host));
  const earlier = (at < 0 ? stage.waves : stage.waves.slice(0, at)).flatMap(({ hosts }) => hosts);
  const [first] = await unsettled(stage, earlier);
  if (first === undefined) return;
  throw new Failure({
    code: "wave-unsettled",
    subject: first.host,
    saw: `it belongs to an earlier wave and ${first.why}: it was cut short or rolled back, and Terraform takes it for done`,
    hint: `run \`espalier deploy ${stage.pool.id}\`, which takes up what was cut short, or \`espalier apply ${stage.pool.id} --on ${first.host}\`; then apply the stack again`,
  });
}

interface WavesCall {
  readonly stage: Stage;
  readonly waves: readonly { readonly hosts: readonly Host[] }[];
  readonly key: LadderKey;
  readonly rehash: boolean;
  /** Other programs roll out the other hosts of the wave at the same time. */
  readonly isShared: boolean;
}

async function applyWaves(stand: Stand, call: WavesCall): Promise<readonly HostResult[]> {
  const { stage, isShared } = call;
  const results: HostResult[] = [];
  for (const { hosts } of call.waves) {
    const closing = isShared ? withNeighbours(stage, hosts) : hosts;
    const failure = await bringGatewaysAlong(stand, stage, { hosts, closing });
    const done = failure
      ? await eachHost(hosts, (host) => leaveOpen(stand, hostWish(stage, host), failure))
      : await applyWave(stand, call, hosts);
    results.push(...done);
    if (stops(done)) break;
  }
  return results;
}

const applyWave = (
  stand: Stand,
  { stage, key, rehash }: WavesCall,
  hosts: readonly Host[],
): Promise<readonly HostResult[]> =>
  eachHost(hosts, async (host) => {
    const wish = { ...hostWish(stage, host, key.ids), rehash };
    const applied = await applyHost(stand, { wish, key, folders: stage.folders });
    await writeHostEvidence(stand.directory, applied.result, applied.evidence);
    return applied.result;
  });

/** A host may not close for what its gateways would do to clients: it goes on as it is. */
async function leaveOpen(stand: Stand, wish: HostWish, { message: failure }: Error): Promise<HostResult> {
  stand.tell({ kind: "host-ended", host: wish.host.id, outcome: "untouched", note: failure });
  const gate = notJudged(failure);
  const result = untouched({ scene: stand, wish, startedAt: at(stand), gate, failure });
  await writeHostEvidence(stand.directory, result, undefined);
  return result;
}

/** All that close when these do: the rest of their wave. */
const withNeighbours = ({ waves }: Stage, hosts: readonly Host[]): readonly Host[] =>
  waves.find((wave) => wave.hosts.some((host) => hosts.includes(host)))?.hosts ?? hosts;

const names = ({ name, hosts }: { readonly name: string; readonly hosts: readonly Host[] }) => ({
  name,
  hosts: hosts.map(({ id }) => id),
});

function refuseMovedSpec(stage: Stage, now: HostSpec | undefined, planned: string): void {
  if (now?.digest === planned) return;
  throw new Failure({
    code: "spec-moved",
    subject: now?.host ?? stage.pool.id,
    saw: `the stack planned ${planned}, inventory and lock now give ${now?.digest}`,
    hint: "inventory or lock changed after the synthesis: synthesise and plan again",
  });
}
