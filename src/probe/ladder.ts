import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Overseer } from "../climb/overseer.ts";
import type { Rung } from "../climb/progress.ts";
import { measureRung } from "../load/measure-rung.ts";
import type { Reading } from "../load/signals/reading.ts";
import type { RungDoubt } from "../model/climb.ts";
import type { ClientContract } from "../model/contract.ts";
import { inFlight } from "../model/in-flight.ts";
import type { ChunkTimes, Sample } from "../model/sample.ts";
import { goneOn, REST_MS } from "../model/stint.ts";
import { Canary } from "./canary.ts";
import type { Heard } from "./canary-listener.ts";
import { clockSince } from "./clock.ts";
import type { LadderConfig } from "./config.ts";
import { contractOf } from "./contract.ts";
import { type EvidenceFiles, evidenceFiles, fileText } from "./evidence-files.ts";
import { tell } from "./line.ts";
import { MeasuringThread } from "./measuring-thread.ts";
import type { RungOrder } from "./message.ts";
import { RoundTrip } from "./round-trip.ts";
import { Sampler } from "./sampler.ts";
import { type Server, served } from "./served.ts";
import { SignalWatch } from "./signal-watch.ts";
import { Visits } from "./visits.ts";

const RETURN: Rung = { rung: 1, lap: 2 };

/** A rung to which the climb comes again has rested at least so long, however fast the server answered meanwhile. */
const AGAIN_AFTER_MS = REST_MS + 50;

/**
 * Climbs all rungs: the measuring thread sends, this one reads the signals and writes everything down. Rejects when
 * the deadline passes, the measuring thread dies or evidence cannot be written; what was seen by then is on disk.
 */
export async function ladder(config: LadderConfig, script: string): Promise<void> {
  const climb = new LadderClimb(config, script);
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`deadline passed at ${climb.where}`)), config.deadlineMs);
  });
  try {
    await Promise.race([climb.up(), climb.broken, climb.unkept, deadline]);
  } finally {
    clearTimeout(timer);
    await climb.end();
  }
  if (climb.loss !== undefined) throw climb.loss;
}

class LadderClimb {
  /** Rejects when the measuring thread dies. */
  readonly broken: Promise<never>;
  /** Rejects when evidence can be written no more. */
  readonly unkept: Promise<never>;
  readonly #config: LadderConfig;
  readonly #contract: ClientContract;
  readonly #files: EvidenceFiles;
  readonly #startedAt = new Date().toISOString();
  readonly #server: Server;
  readonly #canary: Canary;
  readonly #thread: MeasuringThread;
  /** To a server behind a tunnel. */
  readonly #way: RoundTrip | undefined;
  readonly #sampler: Sampler;
  readonly #watch: SignalWatch;
  readonly #overseer: Overseer;
  readonly #doubts: RungDoubt[] = [];
  readonly #visits = new Visits();
  #place: Rung;

  constructor(config: LadderConfig, script: string) {
    const origin = process.hrtime.bigint();
    const corpus = config.corpusFile === undefined ? undefined : fileText(config.corpusFile);
    this.#config = config;
    this.#contract = contractOf(config, { runtime: `node@${process.versions.node}`, corpus });
    this.#place = { rung: config.rungs[0] ?? 1 };
    this.#overseer = new Overseer({ ...config, contract: this.#contract });
    const now = clockSince(origin);
    this.#files = evidenceFiles(config.out);
    this.#sampler = new Sampler(config, (reading) => this.#signal(reading));
    const ca = config.caFile === undefined ? {} : { ca: fileText(config.caFile) };
    this.#server = { config, ...ca };
    this.#canary = new Canary(now);
    this.#thread = new MeasuringThread(script, { origin, nonce: randomUUID(), corpus, ...this.#server });
    this.#way = config.engineElsewhere ? new RoundTrip(this.#server) : undefined;
    const [files, canary, way] = [this.#files, this.#canary, this.#way];
    this.#watch = new SignalWatch({ host: config.host, now, files, canary, way });
    this.broken = this.#thread.broken;
    this.unkept = new Promise((_, reject) => this.#files.onLoss(reject));
  }

  get loss(): Error | undefined {
    return this.#files.loss();
  }

  /** `rung 4, 12 of 80 requests`. */
  get where(): string {
    return `rung ${this.#place.rung}, ${this.#samples.length} of ${this.#wanted} requests`;
  }

  get #samples(): readonly Sample[] {
    return this.#visits.at(this.#place);
  }

  async up(): Promise<void> {
    await this.#sampler.first();
    for (const rung of this.#config.rungs) {
      await this.#climbRung({ rung });
      if (this.#overseer.decisions.at(-1)?.kind === "stop") break;
    }
    if (this.#config.budget === undefined) return;
    await this.#climbRung(RETURN);
    for (let open = this.#overseer.upAgain(); open !== undefined; open = this.#overseer.upAgain()) {
      await this.#climbRung({ rung: open.rung });
      await this.#climbRung(RETURN);
    }
  }

  async end(): Promise<void> {
    this.#sampler.end();
    this.#way?.end();
    const { host, revision, rules, plannedMemory, baseline, budget } = this.#config;
    const contract = this.#contract;
    this.#files.head({
      ...{ host, revision, contract, startedAt: this.#startedAt, doubts: this.#doubts, canary: true },
      ...(budget && { rules: rules ?? [], decisions: this.#overseer.decisions }),
      ...(plannedMemory !== undefined && { plannedMemory }),
      ...(baseline && { baseline }),
    });
    this.#canary.end();
    await this.#thread.end();
  }

  /** What the rung has for sure; it may get more. */
  get #wanted(): number {
    return this.#overseer.wanted(this.#place, this.#samples.length);
  }

  async #climbRung(place: Rung): Promise<void> {
    const { rung, lap } = place;
    this.#place = place;
    const before = this.#samples.length;
    tell({ kind: "rung-started", ...place, ...(before > 0 && { again: true }) });
    if (before > 0) await pause(AGAIN_AFTER_MS);
    this.#sampler.start();
    const requests = this.#overseer.most(place);
    const from = this.#visits.requests(rung);
    const order = { ...place, from, requests, canaryPort: await this.#canary.port };
    const loopDelayP99 = await this.#untilSettled(order);
    await this.#sampler.stop();
    const rests = goneOn(this.#overseer.decisions, place);
    const doubt = { ...place, loopDelayP99, inFlight: inFlight(this.#samples, rung, rests) };
    this.#doubts.push({ ...doubt, ...(await this.#served()) });
    this.#watch.tellMissing();
    if (lap === undefined)
      tell({ kind: "rung-ended", rung: measureRung(rung, this.#samples, rests), ...this.#watch.swapped });
  }

  /** Climbs a rung until what was decided when it was let go holds with its last request. Gives the event-loop delay p99, ms. */
  async #untilSettled(order: RungOrder): Promise<number> {
    const takers = {
      sample: (sample: Sample, chunks: ChunkTimes) => this.#sample(sample, chunks),
      canary: (heard: Heard) => this.#canary.hear(heard),
    };
    let delay = await this.#thread.climb(order, takers);
    while (this.#overseer.settle()?.kind === "more")
      delay = Math.max(delay, await this.#thread.climb("go-on", takers));
    return delay;
  }

  /** A host's engine is known by its job; only a server that nobody converged is asked who it is. */
  async #served(): Promise<Pick<RungDoubt, "served">> {
    return this.#config.engineLabel === undefined ? { served: await served(this.#server) } : {};
  }

  #sample(sample: Sample, chunks: ChunkTimes): void {
    this.#visits.take(sample);
    this.#files.sample(sample);
    this.#files.chunks(chunks);
    const decision = this.#overseer.take(sample);
    if (decision !== undefined && decision.kind !== "more") this.#thread.enough();
  }

  #signal(reading: Reading): void {
    this.#watch.take(reading, this.#place);
    const [done, of] = [this.#samples.length, this.#wanted];
    tell({ kind: "progress", rung: this.#place.rung, done, of, ...this.#watch.swapped });
  }
}
