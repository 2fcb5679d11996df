import { type Deed, renderActScript } from "../../templates/host/act-script.ts";
import { quoted } from "../../templates/host/quote.ts";
import type { Connection } from "../connectors/connection.ts";
import { despiteCut } from "../connectors/cut.ts";
import { type Digest, digest } from "../model/digest.ts";
import { Failure } from "../model/failure.ts";
import type { Layout } from "../model/layout.ts";
import type { Pool } from "../model/pool.ts";
import type { PushStep, SignStep, Step } from "../model/step.ts";
import { requestStep, signedSteps } from "../operations/tls.ts";
import { cachedFile, isCached } from "../store/artifact-cache.ts";
import { authorityOf, signed } from "./authority.ts";
import type { DoorTeller } from "./gateway/doors.ts";
import { asRoot } from "./reach.ts";
import type { Scene } from "./scene.ts";
import { stepFailure } from "./step-failure.ts";
import { type StepProgress, stepProgress } from "./step-progress.ts";

/** Where steps are done. */
export interface Ground {
  readonly connection: Connection;
  readonly pool: Pool;
  readonly host: string;
  readonly layout: Layout;
  /** Folder of the artifact cache. */
  readonly cache: string;
  /** Told before the doors of the host close, and after they open. */
  readonly tellGateways?: DoorTeller;
  /** Folder that relative secrets start from. */
  readonly inventory: string;
  /** The pool that the host is taken from, beside its own. */
  readonly takenFrom?: string;
}

/**
 * One round trip to act: does the steps in order and tells each. Artifacts are sent first. A certificate takes one more:
 * its request comes home to be signed. Throws `step-failed` with what the host said; the steps before it are done, the
 * ones after it are not.
 */
export async function act(scene: Scene, ground: Ground, steps: readonly Step[]): Promise<void> {
  const at = steps.findIndex(({ kind }) => kind === "sign");
  const step = steps[at];
  if (step?.kind !== "sign") return actAtOnce(scene, ground, steps);
  await actAtOnce(scene, ground, [...steps.slice(0, at), requestStep(step)]);
  const certificate = await certificateSteps(scene, ground, step);
  return act(scene, ground, [...certificate, ...steps.slice(at + 1)]);
}

async function actAtOnce(scene: Scene, ground: Ground, steps: readonly Step[]): Promise<void> {
  for (const step of steps) if (step.kind === "push") await push(scene, ground, step);
  const deeds = steps.filter((step): step is Deed => step.kind === "run" || step.kind === "put");
  const at = deeds.findIndex(({ operation }) => operation === "drain");
  if (at < 0) return doAll(ground, deeds, stepProgress(scene, ground.host, deeds));
  const open = deeds.slice(0, at);
  await doAll(ground, open, stepProgress(scene, ground.host, open));
  await close(scene, ground, deeds.slice(at));
}

/** What closes the doors, and all after it: gateways hear of it first, and that it came to nothing when nothing was done. */
async function close(scene: Scene, ground: Ground, deeds: readonly Deed[]): Promise<void> {
  await ground.tellGateways?.("drain");
  const progress = stepProgress(scene, ground.host, deeds);
  try {
    await doAll(ground, deeds, progress);
  } catch (error) {
    if (progress.done() === 0) await despiteCut(async () => ground.tellGateways?.("ready"));
    throw error;
  }
}

async function doAll(ground: Ground, deeds: readonly Deed[], progress: StepProgress): Promise<void> {
  if (deeds.length === 0) return;
  const { pool, takenFrom } = ground;
  const owners = [pool.id, ...(takenFrom === undefined ? [] : [takenFrom])];
  const script = renderActScript(ground.layout, deeds, { owners });
  const ran = await ground.connection.exec(
    `${asRoot(ground.pool)} -c ${quoted(receiver(ground.layout, script))}`,
    { input: script, onLine: progress.hear },
  );
  if (ran.exit !== 0 || progress.done() < deeds.length)
    throw stepFailure(ground.host, deeds[progress.done()], ran);
  if (deeds.some(({ operation }) => operation === "undrain")) await ground.tellGateways?.("ready");
}

/** Tells what needs no doing, and why, and what only a person can do. */
export function tellNoops(scene: Scene, host: string, steps: readonly Step[]): void {
  for (const step of steps) {
    const { operation, subject, why } = step;
    if (step.kind === "noop")
      scene.tell({ kind: "step-ended", host, step: `${operation} ${subject}`, state: "noop", note: why });
    if (step.kind === "hand")
      scene.tell({ kind: "line", host, text: `needs hands: ${operation} ${subject}: ${why}; ${step.todo}` });
  }
}

/**
 * Keeps the script whole before it runs: a connection that breaks half-way must not run half a script. It leads a
 * process group, so that it can end with all it has started.
 */
function receiver({ tmp }: Layout, script: string): string {
  const size = Buffer.byteLength(script);
  return [
    "umask 077",
    `f=$(mktemp ${quoted(`${tmp}/espalier-act.XXXXXX`)}) || exit 71`,
    "trap 'rm -f \"$f\"' EXIT",
    "trap 'exit 129' HUP INT TERM PIPE",
    'cat >"$f"',
    `[ "$(wc -c <"$f")" -eq ${size} ] || { echo "the script did not arrive whole" >&2; exit 74; }`,
    `perl -e 'setpgrp; exec @ARGV' /bin/sh "$f" </dev/null`,
  ].join("\n");
}

/** Fetches the request of the host and signs it. */
async function certificateSteps(
  { clock }: Scene,
  { connection, pool, inventory }: Ground,
  step: SignStep,
): Promise<readonly Step[]> {
  const request = await connection.download(`${step.directory}/request.pem`);
  const lifetime = pool.gateway.tls?.lifetime ?? 0;
  const { name, names, uses } = step;
  const chain = await signed({ inventory, pool, clock }, { request, name, names, lifetime, uses });
  return signedSteps(step, chain, await authorityOf(inventory, pool));
}

async function push(scene: Scene, { connection, cache, host }: Ground, step: PushStep): Promise<void> {
  const name = `${step.operation} ${step.subject} (send)`;
  const sha256: Digest = digest(`sha256:${step.sha256}`);
  if (!(await isCached(cache, sha256))) {
    throw new Failure({
      code: "artifact-uncached",
      subject: step.artifact,
      saw: `the controller's cache holds no sha256:${step.sha256}`,
      hint: "run `espalier pin` on this controller: it fetches every artifact; nothing was changed",
    });
  }
  scene.tell({ kind: "step-started", host, step: name, why: step.why });
  await connection.upload(cachedFile(cache, sha256), step.to);
  scene.tell({ kind: "step-ended", host, step: name, state: "done", note: "" });
}
