import type { Climb } from "../../src/model/climb.ts";
import type { ClientContract } from "../../src/model/contract.ts";
import { inFlight } from "../../src/model/in-flight.ts";
import { requestsAt } from "../../src/model/looks.ts";
import type { Sample } from "../../src/model/sample.ts";
import type { Signal } from "../../src/model/signal.ts";
import { TERMS } from "../fakes/terms.ts";

const GIB = 1024 ** 3;

/** How a pretended climb differs from a healthy one. */
export interface Story {
  readonly rungs?: readonly number[];
  readonly requests?: number;
  /** First-token time at a rung, ms. */
  readonly ttft?: (rung: number, index: number) => number;
  /** Requests that fail, by rung and index. */
  readonly fails?: (rung: number, index: number) => boolean;
  readonly loopDelay?: (rung: number) => number;
  /** Swap in use at a rung, bytes. */
  readonly swap?: (rung: number) => number;
}

/** A climb with one request after the other on each stream, signals twice a second, and a client that is well. */
export function climb(story: Story = {}): Climb {
  const contract = contractOf(story);
  const steps = contract.rungs.map((rung, position) => step({ story, contract, rung, from: position * 1e6 }));
  return {
    host: "mac-01",
    revision: `sha256:${"a".repeat(64)}`,
    contract,
    startedAt: "2026-11-21T09:00:00.000Z",
    samples: steps.flatMap(({ samples }) => samples),
    signals: steps.flatMap(({ signals }) => signals),
    doubts: steps.map(({ rung, samples }) => ({
      rung,
      loopDelayP99: story.loopDelay?.(rung) ?? 2,
      inFlight: inFlight(samples, rung),
    })),
  };
}

const contractOf = ({ rungs = [1, 2, 4], requests = 80 }: Story): ClientContract => ({
  ...TERMS,
  model: "qwen3:4b",
  rungs,
  requests,
});

interface Step {
  readonly story: Story;
  readonly contract: ClientContract;
  readonly rung: number;
  readonly from: number;
}

function step(wish: Step) {
  const free = Array.from({ length: wish.rung }, () => wish.from);
  const samples = Array.from({ length: requestsAt(wish.contract, wish.rung) }, (_, index) => {
    const stream = free.indexOf(Math.min(...free));
    const sample = sampleAt(wish, { index, sent: free[stream] ?? 0 });
    free[stream] = sample.end;
    return sample;
  });
  return { rung: wish.rung, samples, signals: signalsOf(wish, Math.max(...free)) };
}

function sampleAt({ story, rung }: Step, at: { readonly index: number; readonly sent: number }): Sample {
  const { index, sent } = at;
  const failed = story.fails?.(rung, index) ?? false;
  const wait = story.ttft?.(rung, index) ?? 100 + (index % 10);
  const place = { host: "mac-01", rung, index, sent };
  if (failed)
    return {
      ...place,
      end: sent + wait,
      chunks: 0,
      outcome: "http-error",
      status: 503,
      error: "server busy",
    };
  return {
    ...place,
    firstToken: sent + wait,
    end: sent + wait + 400,
    chunks: 32,
    gapMax: 20,
    gapMean: 13,
    promptTokens: 256,
    outputTokens: 32,
    outcome: "ok",
    status: 200,
    error: "",
  };
}

function signalsOf({ story, rung, from }: Step, until: number): readonly Signal[] {
  const count = Math.ceil((until - from) / 500) + 1;
  return Array.from({ length: count }, (_, index) => ({
    host: "mac-01",
    at: from + index * 500,
    rung,
    rss: 2 * GIB,
    footprint: 4 * GIB,
    swapUsed: story.swap?.(rung) ?? GIB,
    pressure: 1,
    thermal: 0,
  }));
}

/** The climb without some of its samples. */
export const without = (whole: Climb, drop: (sample: Sample) => boolean): Climb => ({
  ...whole,
  samples: whole.samples.filter((sample) => !drop(sample)),
});
