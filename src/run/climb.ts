import { scriptHead } from "../../templates/host/environment.ts";
import { quoted } from "../../templates/host/quote.ts";
import type { Connection, Ran } from "../connectors/connection.ts";
import { lastWord } from "../connectors/last-word.ts";
import { climbFromEvidence } from "../load/evidence.ts";
import type { CarriedBaseline } from "../model/baseline.ts";
import type { Climb } from "../model/climb.ts";
import type { HostFacts } from "../model/facts.ts";
import { Failure } from "../model/failure.ts";
import { engineLabel } from "../model/layout.ts";
import { daemonOf, servedName } from "../operations/engines/engines.ts";
import { plannedMemory } from "../operations/memory-plan.ts";
import { hostGateway, servingEngines } from "../operations/ports.ts";
import { CORPUS, releaseDirectory } from "../operations/release.ts";
import type { HostWish } from "../operations/wish.ts";
import { progressTeller } from "./climb-progress.ts";
import type { LadderKey } from "./ladder-key.ts";
import { asRoot } from "./reach.ts";
import type { Scene } from "./scene.ts";

/** A climb with the raw texts it was read from: the evidence. */
export interface ClimbEvidence {
  readonly climb: Climb;
  readonly samplesCsv: string;
  readonly signalsCsv: string;
  readonly climbJson: string;
  readonly chunksCsv: string;
}

/** What one climb of a host is besides its wish. */
export interface Ascent {
  readonly key: LadderKey;
  readonly rungs: readonly number[];
  readonly baseline: CarriedBaseline | undefined;
  /** Engines whose standby serves. */
  readonly standby: HostFacts["standby"];
}

/** Runs the ladder of the release on the host, against the proxy's loopback address, and brings the raw data home. */
export async function climbHost(
  scene: Scene,
  connection: Connection,
  wish: HostWish,
  { key, rungs, baseline, standby }: Ascent,
): Promise<ClimbEvidence> {
  const out = `${wish.layout.evidence}/${scene.run}`;
  const host = wish.host.id;
  const ran = await connection.exec(`${asRoot(wish.pool)} -c ${quoted(ladderScript(wish, out))}`, {
    input: JSON.stringify({ ...ladderConfig(wish, out, key), ...watched(wish, standby), rungs, baseline }),
    onLine: progressTeller(scene, { host, why: () => "the gate asks for it" }),
  });
  if (ran.exit !== 0) throw climbFailure(host, ran);
  return fetchEvidence(connection, out);
}

/** Brings the raw texts of a climb home from the folder on the host that keeps them. */
export async function fetchEvidence(connection: Connection, folder: string): Promise<ClimbEvidence> {
  const read = (name: string): Promise<string> => connection.download(`${folder}/${name}`);
  const samplesCsv = await read("samples.csv");
  const signalsCsv = await read("signals.csv");
  const climbJson = await read("climb.json");
  const chunksCsv = await read("chunks.csv");
  const climb = climbFromEvidence({ climb: climbJson, samples: samplesCsv, signals: signalsCsv });
  return { climb, samplesCsv, signalsCsv, climbJson, chunksCsv };
}

function ladderScript(wish: HostWish, out: string): string {
  const directory = releaseDirectory(wish);
  const program = wish.catalogue[wish.pool.ladder.runtime]?.program ?? "bin/node";
  return [
    scriptHead(wish.layout),
    `mkdir -p ${quoted(out)}`,
    `exec ${quoted(`${directory}/runtime/${program}`)} ${quoted(`${directory}/ladder.mjs`)}`,
  ].join("\n");
}

/** A prompt of tens of thousands of tokens takes minutes on a small Mac, and longer where it queues. */
const LONGEST_REQUEST_MS = 600_000;

/** The name by which the engine knows a model of the pool. */
function served(wish: HostWish, name: string): string {
  const [model, pin] = [wish.pool.models[name], wish.lock.models[name]];
  return model && pin ? servedName(wish, { model, pin }) : name;
}

const plannedOf = (wish: HostWish): { readonly plannedMemory?: number } => {
  const planned = plannedMemory(wish);
  return planned === undefined ? {} : { plannedMemory: planned };
};

/** The keys of lanes that ask with one of their own. */
function revealed({ ofLanes }: LadderKey): { readonly laneKeys?: Readonly<Record<string, string>> } {
  const all = Object.entries(ofLanes).map(([lane, secret]) => [lane, secret.reveal()] as const);
  return all.length === 0 ? {} : { laneKeys: Object.fromEntries(all) };
}

/** The key goes to the ladder's standard input: it is in no argument, variable or file. */
function ladderConfig(wish: HostWish, out: string, key: LadderKey): Record<string, unknown> {
  const { pool, host, lock, layout } = wish;
  const { requests, budget, promptTokens, outputTokens, api, model, deadline } = pool.ladder;
  const { workload, embedModel, corpus } = pool.ladder;
  const gateway = hostGateway(pool, host);
  return {
    host: host.id,
    url: `https://127.0.0.1:${gateway.port}`,
    caFile: `${layout.tls}/cert.pem`,
    serverName: "localhost",
    apiKey: key.secret.reveal(),
    ...revealed(key),
    api,
    model: served(wish, model),
    requests,
    budget: { requests: budget, time: deadline / 2 },
    ...plannedOf(wish),
    rules: pool.gates.rules.map(({ text }) => text),
    promptTokens,
    outputTokens,
    ...(workload && { workload, requestTimeoutMs: Math.min(LONGEST_REQUEST_MS, deadline) }),
    ...(embedModel !== undefined && { embedModel: served(wish, embedModel) }),
    ...(corpus !== undefined && { corpusFile: `${releaseDirectory(wish)}/${CORPUS}` }),
    deadlineMs: deadline,
    revision: lock.ladder,
    out,
    metricsUrl: `http://127.0.0.1:${gateway.metricsPort}/metrics?scope=backend&scope=server`,
    disk: layout.home,
  };
}

/** The programs of the engine that is asked, and its log: of its standby, while that serves. */
function watched(wish: HostWish, standby: HostFacts["standby"]): Record<string, unknown> {
  const { pool, layout } = wish;
  const name = pool.models[pool.ladder.model]?.engine;
  const asked = servingEngines(wish, { standby }).find(({ engine }) => engine.name === name);
  if (asked === undefined) return {};
  const daemon = daemonOf(asked.engine, layout);
  return {
    engineLabel: engineLabel(asked.job),
    ...(daemon !== undefined && { engineDaemon: daemon }),
    engineLog: `${layout.logs}/${asked.job}.log`,
  };
}

const climbFailure = (host: string, ran: Ran): Failure =>
  new Failure({
    code: "climb-failed",
    subject: `${host}: ladder`,
    saw: lastWord(ran),
    hint: "see whether the engine and the proxy answer on the host; the release is not proven",
  });
