import { randomUUID } from "node:crypto";
import { inFlight } from "../load/in-flight.ts";
import { measureRung } from "../load/measure-rung.ts";
import type { Reading } from "../load/signals/reading.ts";
import { type RungDoubt, requestsAt, type Sample } from "../model/sample.ts";
import { type Clock, clockSince } from "./clock.ts";
import { contractOf, type LadderConfig } from "./config.ts";
import { type EvidenceFiles, evidenceFiles, fileText } from "./evidence-files.ts";
import { type LadderLine, ladderText } from "./line.ts";
import { MeasuringThread } from "./measuring-thread.ts";
import { Sampler } from "./sampler.ts";

/**
 * Climbs all rungs: the measuring thread sends, this one reads the signals and writes everything down. Rejects when
 * the deadline passes or the measuring thread dies; what was seen by then is on disk.
 */
export async function ladder(config: LadderConfig, script: string): Promise<void> {
  const climb = new LadderClimb(config, script);
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`deadline passed at ${climb.where}`)), config.deadlineMs);
  });
  try {
    await Promise.race([climb.up(), climb.broken, deadline]);
  } finally {
    clearTimeout(timer);
    await climb.end();
  }
}

class LadderClimb {
  /** Rejects when the measuring thread dies. */
  readonly broken: Promise<never>;
  readonly #config: LadderConfig;
  readonly #files: EvidenceFiles;
  readonly #now: Clock;
  readonly #startedAt = new Date().toISOString();
  readonly #thread: MeasuringThread;
  readonly #sampler: Sampler;
  readonly #doubts: RungDoubt[] = [];
  #rung: number;
  #samples: Sample[] = [];
  #missing = "";

  constructor(config: LadderConfig, script: string) {
    const origin = process.hrtime.bigint();
    this.#config = config;
    this.#rung = config.rungs[0] ?? 1;
    this.#now = clockSince(origin);
    this.#files = evidenceFiles(config.out);
    this.#sampler = new Sampler(config, (reading) => this.#signal(reading));
    const ca = config.caFile === undefined ? {} : { ca: fileText(config.caFile) };
    this.#thread = new MeasuringThread(script, { config, origin, nonce: randomUUID(), ...ca });
    this.broken = this.#thread.broken;
  }

  /** `rung 4, 12 of 80 requests`. */
  get where(): string {
    return `rung ${this.#rung}, ${this.#samples.length} of ${this.#wanted} requests`;
  }

  async up(): Promise<void> {
    await this.#sampler.first();
    for (const rung of this.#config.rungs) await this.#climbRung(rung);
  }

  async end(): Promise<void> {
    const { host, revision } = this.#config;
    const contract = contractOf(this.#config, `node@${process.versions.node}`);
    this.#files.head({ host, revision, contract, startedAt: this.#startedAt, doubts: this.#doubts });
    await this.#thread.end();
  }

  get #wanted(): number {
    return requestsAt(this.#config, this.#rung);
  }

  async #climbRung(rung: number): Promise<void> {
    this.#rung = rung;
    this.#samples = [];
    say({ kind: "rung-started", rung });
    this.#sampler.start();
    const order = { rung, requests: this.#wanted };
    const loopDelayP99 = await this.#thread.climb(order, (sample) => this.#sample(sample));
    await this.#sampler.stop();
    this.#doubts.push({ rung, loopDelayP99, inFlight: inFlight(this.#samples, rung) });
    say({ kind: "rung-ended", rung: measureRung(rung, this.#samples) });
  }

  #sample(sample: Sample): void {
    this.#samples.push(sample);
    this.#files.sample(sample);
  }

  #signal({ values, missing }: Reading): void {
    this.#files.signal({ host: this.#config.host, at: this.#now(), rung: this.#rung, ...values });
    say({ kind: "progress", rung: this.#rung, done: this.#samples.length, of: this.#wanted });
    if (missing.join() === this.#missing) return;
    this.#missing = missing.join();
    say({ kind: "signals-missing", names: missing });
  }
}

const say = (line: LadderLine): void => void process.stdout.write(ladderText(line));
