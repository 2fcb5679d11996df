import fc from "fast-check";
import { expect, test } from "vitest";
import { samplesFromCsv, samplesToCsv } from "../../src/load/samples-csv.ts";
import { signalsFromCsv, signalsToCsv } from "../../src/load/signals-csv.ts";
import { inFlight } from "../../src/model/in-flight.ts";
import { ratesOf } from "../../src/model/rates.ts";
import { OUTCOMES, type Sample } from "../../src/model/sample.ts";
import type { Signal } from "../../src/model/signal.ts";
import { steadyOf } from "../../src/model/steady.ts";
import { quantile, sorted } from "../../src/statistics/quantile.ts";

/** Minus zero is no time: it would come back as zero. */
const number = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const count = fc.nat();
const text = fc.oneof(fc.string(), fc.stringMatching(/^[",\r\n a]*$/));

const sample: fc.Arbitrary<Sample> = fc.record(
  {
    host: text,
    rung: count,
    index: count,
    sent: number,
    firstToken: number,
    end: number,
    chunks: count,
    gapMax: number,
    gapMean: number,
    promptTokens: count,
    outputTokens: count,
    outcome: fc.constantFrom(...OUTCOMES),
    status: count,
    error: text,
  },
  { requiredKeys: ["host", "rung", "index", "sent", "end", "chunks", "outcome", "status", "error"] },
);

const signal: fc.Arbitrary<Signal> = fc.record(
  {
    host: text,
    at: number,
    rung: count,
    rss: number,
    footprint: number,
    swapUsed: number,
    pressure: count,
    thermal: count,
    swapOuts: number,
    gpuResets: count,
    diskIo: number,
    logErrors: count,
  },
  { requiredKeys: ["host", "at", "rung"] },
);

test("samples come back from CSV exactly", () => {
  fc.assert(
    fc.property(fc.array(sample), (samples) => {
      expect(samplesFromCsv(samplesToCsv(samples))).toEqual(samples);
    }),
  );
});

test("signals come back from CSV exactly", () => {
  fc.assert(
    fc.property(fc.array(signal), (signals) => {
      expect(signalsFromCsv(signalsToCsv(signals))).toEqual(signals);
    }),
  );
});

const share = fc.integer({ min: 1, max: 100 }).map((percent) => percent / 100);
const latencies = fc.array(fc.oneof(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constant(Infinity)), {
  minLength: 1,
});

test("the quantile is one of the values, and the least that enough of them do not exceed", () => {
  fc.assert(
    fc.property(latencies, share, (values, q) => {
      const at = quantile(sorted(values), q) ?? Number.NaN;
      const shareUpTo = (limit: number) => values.filter((value) => value <= limit).length / values.length;
      const below = values.filter((value) => value < at);
      expect(values).toContain(at);
      expect(shareUpTo(at)).toBeGreaterThanOrEqual(q - 1e-9);
      expect(below.length === 0 || shareUpTo(Math.max(...below)) < q).toBe(true);
    }),
  );
});

test("one more failure never lowers a quantile", () => {
  fc.assert(
    fc.property(latencies, share, (values, q) => {
      const before = quantile(sorted(values), q) ?? 0;
      expect(quantile(sorted([...values, Infinity]), q)).toBeGreaterThanOrEqual(before);
    }),
  );
});

test("a closed loop without pauses holds exactly its rung in flight", () => {
  const rung = fc.integer({ min: 1, max: 8 });
  fc.assert(
    fc.property(
      rung,
      fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 32, maxLength: 64 }),
      (streams, times) => {
        expect(inFlight(closedLoop(streams, times), streams)).toBeCloseTo(streams, 6);
      },
    ),
  );
});

const stream = fc.record({
  begins: fc.integer({ min: 0, max: 99 }),
  took: fc.integer({ min: 100, max: 900 }),
  tokens: fc.integer({ min: 1, max: 100 }),
});

test("streams that are never idle bring what they bring, wherever the rung begins and ends", () => {
  fc.assert(
    fc.property(
      fc.array(stream, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 2000, max: 9000 }),
      (streams, lasts) => {
        const samples = streams.flatMap((one) => busy(streams.length, one, lasts));
        const steady = steadyOf(samples, streams.length);
        const { throughput = 0 } = ratesOf(samples, steady);
        const truth = streams.reduce((sum, { took, tokens }) => sum + (1000 * tokens) / took, 0);
        expect(throughput / truth).toBeCloseTo(1, 9);
      },
    ),
  );
});

/** One stream: an answer after the other, each of which comes evenly, until no more is sent. */
function busy(
  rung: number,
  { begins, took, tokens }: { readonly begins: number; readonly took: number; readonly tokens: number },
  lasts: number,
): readonly Sample[] {
  return Array.from({ length: Math.ceil((lasts - begins) / took) }, (_, index) => {
    const sent = begins + index * took;
    const times = { sent, firstToken: sent, lastToken: sent + took, end: sent + took };
    const told = { chunks: tokens, outputTokens: tokens, outcome: "ok", status: 200, error: "" } as const;
    return { host: "h", rung, index, ...times, ...told };
  });
}

function closedLoop(rung: number, times: readonly number[]): readonly Sample[] {
  const free = Array.from({ length: rung }, () => 0);
  return times.map((took, index) => {
    const stream = free.indexOf(Math.min(...free));
    const sent = free[stream] ?? 0;
    free[stream] = sent + took;
    return {
      host: "h",
      rung,
      index,
      sent,
      end: sent + took,
      chunks: 0,
      outcome: "ok",
      status: 200,
      error: "",
    };
  });
}
