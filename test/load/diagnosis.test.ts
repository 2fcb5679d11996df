import { expect, test } from "vitest";
import { diagnosis } from "../../src/load/diagnosis.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import type { Sample } from "../../src/model/sample.ts";
import type { Signal } from "../../src/model/signal.ts";
import { climb } from "../gates/climbs.ts";

const GIB = 1024 ** 3;

/** Requests queue at rung 4: each waits for three others, as they do where slots are taken. */
const queued = (story: Parameters<typeof climb>[0] = {}): Climb =>
  climb({ ttft: (rung) => (rung === 4 ? 1100 : 100), ...story });

const at4 = (seen: Climb, change: (signal: Signal) => Partial<Signal>): Climb => ({
  ...seen,
  signals: seen.signals.map((one) => ({ queue: 0, ...one, ...(one.rung === 4 ? change(one) : {}) })),
});

/** The answers of rung 4 take so many times longer, and the first token with them. */
function slowed(seen: Climb, factor: number): Climb {
  let free = [0, 0, 0, 0].map(() => 2e6);
  const samples = seen.samples.map((one): Sample => {
    if (one.rung !== 4) return one;
    const sent = Math.min(...free);
    const [firstToken, end] = [sent + factor * 100, sent + factor * 500];
    free = free.map((time, stream) => (stream === free.indexOf(sent) ? end : time));
    return { ...one, sent, firstToken, end };
  });
  return { ...seen, samples };
}

test.each<{ says: string; seen: Climb; cause: string; text: RegExp }>([
  {
    says: "slots",
    seen: queued(),
    cause: "slots",
    text: /^all slots are taken, and requests wait for one: TTFT p50 from 100 ms to 1.1 s, the time between tokens from 12.9 to 12.9 ms, output went from \d+ to \d+ tok\/s between rung 2 and 4$/,
  },
  {
    says: "a decoder",
    seen: at4(slowed(climb(), 3.5), () => ({ gpuBusy: 98 })),
    cause: "decode",
    text: /^the decoder is full, and streams share it: .* the time between tokens from 12.9 to 45.2 ms, .*, the GPU busy for up to 98 %$/,
  },
  {
    says: "prompts",
    seen: climb({ ttft: (rung) => (rung === 4 ? 320 : 100) }),
    cause: "prefill",
    text: /^prompts wait for each other, while answers do not: TTFT p50 from 100 ms to 320 ms/,
  },
  {
    says: "memory",
    seen: queued({ swap: (rung) => (rung === 4 ? 4 * GIB : GIB) }),
    cause: "memory",
    text: /^memory runs short: swap grew 3.0 GiB at rung 4$/,
  },
  {
    says: "heat",
    seen: at4(queued(), () => ({ thermal: 2 })),
    cause: "heat",
    text: /^heat holds the machine back: the thermal state rose to heavy at rung 4$/,
  },
  {
    says: "power",
    seen: at4({ ...queued(), signals: queued().signals.map((one) => ({ ...one, onBattery: 0 })) }, () => ({
      onBattery: 1,
    })),
    cause: "power",
    text: /^the machine saves power: the battery at rung 4$/,
  },
  {
    says: "a cap in the proxy",
    seen: at4(queued(), () => ({ queue: 2 })),
    cause: "proxy",
    text: /^requests wait in the proxy: up to 2 at rung 4 and none at rung 2/,
  },
  {
    says: "the server's patience",
    seen: queued({ fails: (rung, index) => rung === 4 && index < 3 }),
    cause: "failures",
    text: /^requests fail: 3 of 80 at rung 4$/,
  },
  {
    says: "nothing that was read",
    seen: { ...queued(), samples: queued().samples.map((one) => ({ ...one, outputTokens: 1 })) },
    cause: "unknown",
    text: /^nothing that was read tells why$/,
  },
])("what is short is $says", ({ seen, cause, text }) => {
  const measurement = measure(seen);
  expect(measurement.knee).toBe(2);
  expect(diagnosis(seen, measurement)).toEqual([{ cause, text: expect.stringMatching(text) }]);
});

test("memory and heat are both told, and explain the rest", () => {
  const seen = at4(queued({ swap: (rung) => (rung === 4 ? 4 * GIB : GIB) }), () => ({ thermal: 1 }));
  expect(diagnosis(seen, measure(seen)).map(({ cause }) => cause)).toEqual(["memory", "heat"]);
});

test("without a knee there is nothing to explain", () => {
  expect(diagnosis(climb(), measure(climb()))).toEqual([]);
});
