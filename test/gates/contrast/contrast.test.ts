import { describe, expect, test } from "vitest";
import { chance } from "../../../bench/truth/chance.ts";
import { contrastOf } from "../../../src/gates/contrast/contrast.ts";
import type { Parties } from "../../../src/gates/contrast/party.ts";
import type { Climb } from "../../../src/model/climb.ts";
import { NOT_KNOWN } from "../../../src/model/climbed.ts";
import type { Allowance, Contrast } from "../../../src/model/contrast.ts";
import { party, type Tale } from "./parties.ts";

const sides = (a: readonly Tale[], b: readonly Tale[]): Parties => ({ a: a.map(party), b: b.map(party) });

function contrast(a: readonly Tale[], b: readonly Tale[], despite: readonly Allowance[] = []): Contrast {
  const found = contrastOf(sides(a, b), despite);
  if (found.kind === "refused") throw new Error(found.objections.join("; "));
  return found.contrast;
}

const objections = (a: readonly Tale[], b: readonly Tale[], despite: readonly Allowance[] = []) => {
  const found = contrastOf(sides(a, b), despite);
  return found.kind === "refused" ? found.objections : [];
};

const term = (name: string, value: unknown): Tale => ({
  seed: 2,
  climb: (climb) => ({ ...climb, contract: { ...climb.contract, [name]: value } }),
});

const DIGEST = `sha256:${"3".repeat(64)}`;

describe("what is not comparable is refused, and why:", () => {
  test.each<{ says: string; b: Tale; wanted: RegExp; despite?: Allowance }>([
    {
      says: "another ladder",
      b: { seed: 2, climb: (climb) => ({ ...climb, revision: DIGEST }) },
      wanted: /^ladder revision differs: sha256:0 and sha256:333333333333$/,
    },
    {
      says: "another model",
      b: { seed: 2, climbed: { model: `library/qwen3:4b ${DIGEST}` } },
      wanted: /^model differs: library\/qwen3:4b sha256:1{12} and .*sha256:3{12} \(--despite model /,
      despite: "model",
    },
    {
      says: "a model without digest",
      b: { seed: 2, climbed: { model: `qwen3-4b, digest ${NOT_KNOWN}` } },
      wanted: /^model cannot be held against each other: .* digest not known \(--despite model /,
      despite: "model",
    },
    {
      says: "another engine",
      b: { seed: 2, climbed: { engine: "ollama 0.36.0" } },
      wanted: /^engine differs: ollama@0.35.1 sha256:2{12} and ollama 0.36.0 \(--despite engine /,
      despite: "engine",
    },
    {
      says: "other slots",
      b: { seed: 2, climbed: { slots: "8" } },
      wanted: /^slots differs: 4 and 8 \(--despite slots /,
      despite: "slots",
    },
    {
      says: "another Node below the client",
      b: term("runtime", "node@22.0.0"),
      wanted: /^runtime differs: "virtual" and "node@22.0.0" \(--despite runtime /,
      despite: "runtime",
    },
    { says: "another API", b: term("api", "ollama-chat"), wanted: /^api of the client differs: / },
    {
      says: "longer prompts",
      b: term("promptTokens", 512),
      wanted: /^promptTokens of the client differs: 256 and 512/,
    },
    {
      says: "a report that does not say",
      b: { seed: 2, climbed: "unsaid" },
      wanted: /does not say on which machine/,
    },
    {
      says: "no rung in common",
      b: {
        seed: 2,
        climb: (climb: Climb) => ({
          ...climb,
          samples: climb.samples.map((sample) => ({ ...sample, rung: sample.rung * 3 })),
        }),
      },
      wanted: /no rung that all of them climbed/,
    },
  ])("$says", ({ b, wanted, despite }) => {
    expect(objections([{}], [b])).toEqual([expect.stringMatching(wanted)]);
    if (despite === undefined) return;
    expect(contrast([{}], [b], [despite]).compared).toEqual([expect.objectContaining({ what: despite })]);
  });

  test("a side that mixes two machines names both climbs", () => {
    const mixed = [{}, { seed: 2, climbed: { chip: "Apple M2" } }];
    expect(objections(mixed, [{ seed: 3 }])).toEqual([
      "A mixes what is not the same: machine is Apple M4 Pro, 48.0 GiB in orchard@run-1/sim and Apple M2, 48.0 GiB in orchard@run-2/sim",
    ]);
  });

  test("a climb that stands on both sides", () => {
    expect(objections([{}, { seed: 2 }], [{ seed: 2 }, { seed: 3 }])).toEqual([
      "orchard@run-2/sim stands on both sides",
    ]);
  });
});

describe("what is compared is named:", () => {
  test("the machine, without asking", () => {
    const laptop = { seed: 2, climbed: { chip: "Apple M3", memory: "24.0 GiB", slots: NOT_KNOWN } };
    const { compared, notes } = contrast([{}], [laptop]);
    expect(compared).toEqual([{ what: "machine", a: "Apple M4 Pro, 48.0 GiB", b: "Apple M3, 24.0 GiB" }]);
    expect(notes).toContain("The slots of B are not known: if they differ, part of what is seen is theirs.");
  });

  test("two things at once, with the warning that they cannot be told apart", () => {
    const other = { seed: 2, climbed: { chip: "Apple M3", engine: "ollama 0.36.0" } };
    expect(contrast([{}], [other], ["engine"]).notes.join()).toContain(
      "which of them a number is due to cannot be told",
    );
  });

  const told = (settings: Readonly<Record<string, string>>, more: Tale = {}): Tale => ({
    ...more,
    climbed: { settings: { contextLength: "8192", ...settings }, ...(more.climbed as object) },
  });

  test("settings of the engine, each by its name", () => {
    const [f16, q8] = [
      told({ kvCacheType: "f16" }),
      told({ kvCacheType: "q8_0", "environment.A": "1" }, { seed: 2 }),
    ];
    expect(objections([f16], [q8])).toEqual([
      "engine setting kvCacheType differs: f16 and q8_0 (--despite settings compares all the same)",
      "engine setting environment.A differs: not set and 1 (--despite settings compares all the same)",
    ]);
    expect(contrast([f16], [q8], ["settings"]).compared).toEqual([
      { what: "engine setting kvCacheType", a: "f16", b: "q8_0" },
      { what: "engine setting environment.A", a: "not set", b: "1" },
    ]);
  });

  test("settings that only one kind of engine has belong to the engine", () => {
    const other = told({ kvCacheType: "f16" }, { seed: 2, climbed: { engine: "llama-server@b1" } });
    const ollama = told({ kvCacheType: "f16", keepAlive: "-1" });
    expect(contrast([ollama], [other], ["engine"]).compared.map(({ what }) => what)).toEqual(["engine"]);
  });

  const pinned = (settings: string, seed = 1): Tale => ({
    seed,
    footing: {
      "engine.chat": `ollama@0.35.1 sha256:${"2".repeat(64)}`,
      "engine.chat.settings": `sha256:${settings.repeat(64)}`,
    },
  });

  test("settings of older reports by their pins, though not which of them", () => {
    expect(objections([pinned("a")], [pinned("b", 2)])).toEqual([
      "engine settings, by their digest, differs: sha256:aaaaaaaaaaaa and sha256:bbbbbbbbbbbb (--despite settings compares all the same)",
    ]);
    expect(contrast([pinned("a")], [pinned("a", 2)]).compared[0]?.what).toBe("time");
  });

  test("settings that an older report does not tell are not known, and that is said", () => {
    const { compared, notes } = contrast([{}], [told({}, { seed: 2 })]);
    expect(compared[0]?.what).toBe("time");
    expect(notes).toContain(
      "The engine settings of A are not known: if they differ, part of what is seen is theirs.",
    );
  });

  test("how the engine is started, where no setting with a name moved", () => {
    const started = (digest: string, seed: number): Tale => told({}, { ...pinned(digest, seed) });
    expect(contrast([started("a", 1)], [started("b", 2)]).compared.map(({ what }) => what)).toEqual([
      "how the engine is started",
    ]);
  });

  test.each([
    ["os", "OS", "26.1 (25B78)", "26.2 (25C56)"],
    ["host.power", "power mode", "automatic", "low"],
    ["host.gpuMemory", "GPU memory", "as macOS decides", "40960 MiB"],
    ["proxy", "proxy", "haproxy@3.4.6", "haproxy@3.4.7"],
    ["ladder.lane", "limits of the lane", "streams 3", "streams 2"],
    ["proxy.settings", "settings of the proxy", "sha256:1", "sha256:2"],
  ])("%s instead of time", (name, what, a, b) => {
    const on = (value: string, seed: number): Tale => ({ seed, footing: { [name]: value } });
    expect(contrast([on(a, 1)], [on(b, 2)]).compared).toEqual([{ what, a, b }]);
    expect(contrast([on(a, 1)], [on(a, 2)]).compared[0]?.what).toBe("time");
  });

  test("a side over two systems names both, and is no mixture that is refused", () => {
    const on = (os: string, seed: number): Tale => ({ seed, footing: { os } });
    expect(contrast([on("26.1", 1), on("26.2", 2)], [on("26.2", 3), on("26.2", 4)]).compared).toEqual([
      { what: "OS", a: "26.1, 26.2", b: "26.2" },
    ]);
  });

  test("the version decides where only one side pins the artifact", () => {
    expect(contrast([{}], [{ seed: 2, climbed: { engine: "ollama 0.35.1" } }]).compared[0]?.what).toBe(
      "time",
    );
  });
});

const words = ({ numbers }: Contrast, metric: string) =>
  numbers.filter((one) => one.metric === metric).map(({ word }) => word);

/** Runs that each have their own luck: 5 % from run to run. */
function runs(count: number, seed: number, slower = 1): readonly Tale[] {
  const luck = chance(seed);
  return Array.from({ length: count }, (_, index) => ({
    seed: 1000 * seed + index,
    slower: slower * Math.exp(0.05 * luck.normal()),
    requests: 100,
  }));
}

describe("one run beside another", () => {
  test("of a host that is half as fast is slower in every number", () => {
    const found = contrast([{}], [{ seed: 2, slower: 2 }]);
    expect(found.word).toBe("slower");
    expect(new Set(found.numbers.map(({ word }) => word))).toEqual(new Set(["slower"]));
    for (const { low, high, ratio, metric } of found.numbers) {
      const truth = metric === "throughput" ? 0.5 : 2;
      expect(ratio).toBeCloseTo(truth, 0);
      expect(low).toBeLessThan(truth);
      expect(high).toBeGreaterThan(truth);
    }
  });

  test("that differs by less than two runs do anyway is no difference", () => {
    const found = contrast([{}], [{ seed: 2, slower: 1.1 }]);
    expect(words(found, "ttft.p50")).toEqual(Array(4).fill("no difference seen"));
    expect(found.notes).toContain(
      "One run a side: what two runs differ by anyway is in the intervals, assumed to be 5 %, since nobody has measured it.",
    );
  });

  test("too few requests for a percentile say so and nothing else", () => {
    const found = contrast([{ requests: 20 }], [{ seed: 2, requests: 20 }]);
    expect(found.word).toBe("cannot tell");
    expect(found.numbers.find(({ metric }) => metric === "ttft.p95")).toMatchObject({
      word: "cannot tell",
      why: "A: p95 needs 72 requests, there are 20",
    });
  });

  test("a rung whose client was busy tells nothing", () => {
    const busy = (climb: Climb): Climb => ({
      ...climb,
      doubts: climb.doubts.map((doubt) => ({ ...doubt, loopDelayP99: doubt.rung === 4 ? 400 : 1 })),
    });
    const found = contrast([{}], [{ seed: 2, climb: busy }]);
    const at4 = found.numbers.filter(({ rung }) => rung === 4);
    expect(at4.length).toBeGreaterThan(5);
    for (const { word, why } of at4) {
      expect(word).toBe("cannot tell");
      expect(why).toMatch(/^B: the client was busy at rung 4/);
    }
  });

  test("more slots carry more streams", () => {
    const wide = { seed: 2, host: { slots: 8 }, climbed: { slots: "8" } };
    const { knees } = contrast([{ host: { slots: 1 }, climbed: { slots: "1" } }], [wide], ["slots"]);
    expect(knees).toMatchObject({ a: [1], word: "faster" });
  });
});

describe("a series of runs", () => {
  test("is compared run by run: the same host drifts falsely in few of 20 quarters", () => {
    const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
    const found = seeds.map((seed) => contrast(runs(5, seed), runs(5, seed + 500)));
    const false_ = found.filter(({ word }) => word !== "no difference seen" && word !== "cannot tell");
    expect(found[0]?.unit).toBe("run");
    expect(false_.length).toBeLessThanOrEqual(3);
  });

  test("sees a drift of a quarter", () => {
    const found = [1, 2, 3, 4, 5].map((seed) => contrast(runs(5, seed), runs(5, seed + 500, 1.4)).word);
    expect(found).toEqual(Array(5).fill("slower"));
  });

  test("of fewer than five a side says how little that is", () => {
    expect(contrast(runs(2, 1), runs(2, 2)).notes.join()).toContain("2 runs on a side tell little of drift");
  });
});
