import { join } from "node:path";
import { steadyRules } from "../climb/local-rules.ts";
import { type ProgramRun, runProgram } from "../connectors/program.ts";
import { type ClimbTime, climbTime, timeLeft } from "../load/climb-time.ts";
import { Failure } from "../model/failure.ts";
import type { RungMeasurement } from "../model/measurement.ts";
import { formatDuration } from "../model/units.ts";
import type { LadderConfig } from "../probe/config.ts";
import { ladderLine } from "../probe/line.ts";
import { type EvidenceTexts, hostFolder, readEvidence } from "../store/evidence-files.ts";
import { bundleLadder } from "../store/ladder-bundle.ts";
import { readText, writeWhole } from "../store/text-file.ts";
import { progressTeller } from "./climb-progress.ts";
import { aimOf, type LocalTarget, type LocalWish, localWorkload } from "./local-target.ts";
import type { Stand } from "./performance.ts";

/** A scene on this machine: nobody else's lease is in the way. */
export type LocalScene = Omit<Stand, "lease">;

/** What is climbed, and how long one request took when it was tried. */
export interface Ascent {
  readonly target: LocalTarget;
  readonly wish: LocalWish;
  readonly requestMs: number;
}

/** No request is given up before a minute, nor before three times what it takes when the streams only queue, ms. */
const LEAST_TIMEOUT_MS = 60_000;
/** A rung may take so many times its least number of requests while a rule is undecided. */
const BUDGET = 2;
/** What a climb may take beyond four times its longest estimate, ms. */
const SPARE_MS = 300_000;

/**
 * Runs the ladder script that hosts run, as a program of its own on this machine. Rejects with `Failure`
 * `climb-failed`, or `climb-interrupted` when this program was told to stop; what was seen by then is in the folder.
 */
export async function climbHere(scene: LocalScene, ascent: Ascent): Promise<EvidenceTexts> {
  const { name: host } = ascent.target.machine;
  const out = hostFolder(scene.directory, host);
  const { text, revision } = await bundleLadder();
  const script = join(scene.directory, "ladder.mjs");
  await writeWhole(script, text);
  const ran = await runProgram([process.execPath, script], {
    directory: scene.directory,
    log: join(scene.directory, "ladder.log"),
    environment: { ...process.env, NODE_OPTIONS: "" },
    input: JSON.stringify(configOf(ascent, { out, revision })),
    onLine: progress(scene, ascent),
  });
  const evidence = ran.exit === 0 ? await readEvidence(scene.directory, host) : undefined;
  if (evidence === undefined) throw await unfinished(`${host}: ladder`, out, ran);
  return evidence;
}

/** What may be spent on rules that are undecided, beyond what the longest climb takes, which is not known yet. */
const budgetOf = ({ requests }: LocalWish) => ({ requests: BUDGET * requests, time: SPARE_MS });

/** How long the climb will take. */
export const timesOf = ({ target, wish, requestMs }: Ascent): ClimbTime =>
  climbTime(timed(target, wish), requestMs);

/** What decides how long a climb takes. */
function timed(target: LocalTarget, wish: LocalWish) {
  const workload = localWorkload(target, wish);
  return { ...wish, budget: budgetOf(wish), ...(workload && { workload }) };
}

function configOf(ascent: Ascent, place: Pick<LadderConfig, "out" | "revision">): LadderConfig {
  const { target, wish, requestMs } = ascent;
  const aim = aimOf(target, wish);
  const { longest } = timesOf(ascent);
  return {
    ...aim,
    ...place,
    requests: wish.requests,
    budget: { ...budgetOf(wish), time: SPARE_MS + longest },
    rules: steadyRules(aim).map(({ text }) => text),
    requestTimeoutMs: Math.ceil(Math.max(LEAST_TIMEOUT_MS, 3 * Math.max(...wish.rungs) * requestMs)),
    deadlineMs: Math.ceil(SPARE_MS + 4 * longest),
  };
}

/** Tells each line; a rung begins with the time that is left. */
function progress(scene: LocalScene, { target, wish, requestMs }: Ascent) {
  const ended: RungMeasurement[] = [];
  const left = (rung: number, done = 0): number =>
    timeLeft({ ...timed(target, wish), requestMs }, ended, { rung, done });
  const why = (rung: number): string =>
    `${Math.max(wish.requests, 2 * rung)} requests, about ${formatDuration(left(rung))} left`;
  const tell = progressTeller(scene, { host: target.machine.name, why, left });
  return (line: string, from: "stdout" | "stderr"): void => {
    if (from === "stderr") return;
    tell(line);
    const message = ladderLine(line);
    if (message?.kind === "rung-ended") ended.push(message.rung);
  };
}

/** `out` is the folder of what was seen, which is not there when it ended before it began. */
async function unfinished(subject: string, out: string, ran: ProgramRun): Promise<Failure> {
  const seen = (await isBegun(out))
    ? `what was seen by then is in ${out}`
    : `nothing was seen; all it said is in ${ran.log}`;
  return new Failure({
    code: ran.stopped === undefined ? "climb-failed" : "climb-interrupted",
    subject,
    saw: ran.stopped === undefined ? lastWord(ran) : `${ran.stopped}: stopped by hand`,
    hint: `nothing is proven; ${seen}`,
  });
}

const isBegun = async (out: string): Promise<boolean> =>
  (await readText(join(out, "samples.csv"))) !== undefined;

const SPEAKER = "ladder: ";

/** What the ladder said it fails of; else how it ended. */
function lastWord({ tail, exit, signal }: ProgramRun): string {
  const said = tail.findLast((line) => line.startsWith(SPEAKER));
  if (said !== undefined) return said.slice(SPEAKER.length);
  return signal === undefined ? `it ended with ${exit}` : `it was killed by ${signal}`;
}
