import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { HostMemory } from "../../src/model/memory.ts";
import type { RunResult } from "../../src/model/run-result.ts";
import { type Change, type Orchard, orchard } from "./orchard.ts";
import { type Ended, reportFolder } from "./program.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const KIB = 1024;
const MIB = KIB ** 2;
const GIB = KIB ** 3;
const RULES: Change = [
  ["gates", "rules"],
  ["errors == 0", "footprint <= plan + 5 %"],
];

let grove: Orchard;

beforeAll(async () => {
  grove = await orchard({ hosts: 1, engines: "mixed" });
  await grove.pinned(RULES);
});
afterAll(() => grove.stop());

const plansOf = ({ lines }: Ended): readonly HostMemory[] =>
  lines.find(({ kind }) => kind === "memory")?.["hosts"] as readonly HostMemory[];
const resultOf = (ended: Ended): RunResult =>
  JSON.parse(readFileSync(join(reportFolder(ended), "result.json"), "utf8")) as RunResult;

describe("before anything is installed", () => {
  test("the plan of five engines follows from what their models say of themselves", async () => {
    const ended = await grove.espalier("memory", "orchard");
    expect(ended.exit).toBe(0);
    const [plan] = plansOf(ended);
    expect(plan?.engines.map(({ engine }) => engine)).toEqual([
      "ollama",
      "coder",
      "vectors",
      "drafts",
      "studio",
    ]);
    const models = plan?.engines.flatMap((engine) => engine.models) ?? [];
    expect(models.map(({ from }) => from)).toEqual(models.map(() => "metadata"));
    const kv = models.map(({ shares }) => shares.find(({ what }) => what === "kv")?.bytes);
    // What embeds keeps nothing. Qwen3 4B: 144 KiB; the tiny llama: 2 layers x 2 heads x (16 + 16) x 2 B, and 4 B where MLX computes with it.
    expect(kv).toEqual([144 * KIB * 16_384 * 4, 256 * 4096 * 4, 0, 512 * 4096 * 4, 256 * 4096 * 4, 0]);
  });

  test.each([
    ["memory", ["memory", "orchard"]],
    ["plan", ["plan", "orchard"]],
    ["apply", ["apply", "orchard"]],
    ["pin --check", ["pin", "orchard", "--check"]],
  ])("%s refuses what does not fit, with the arithmetic", async (_, argv) => {
    grove.wish([["engines", "ollama", "contextLength"], 131_072]);
    const ended = await grove.espalier(...argv);
    expect(ended.exit).toBe(65);
    expect(JSON.stringify(ended.lines)).toMatch(/ollama 73\.\d GiB \+ .* reserve for macOS = /);
    grove.wish([["engines", "ollama", "contextLength"], 16_384]);
  });
});

describe("after the ladder", () => {
  test("every engine held what was planned, but for caches and programs that are smaller here", async () => {
    const ended = await grove.espalier("apply", "orchard");
    expect(ended.exit).toBe(0);
    const memory = resultOf(ended).hosts[0]?.memory ?? [];
    expect(memory.map(({ engine }) => engine)).toEqual(["ollama", "coder", "vectors", "drafts", "studio"]);
    const [plan] = plansOf(await grove.espalier("memory", "orchard"));
    for (const [at, { planned = 0, measured = 0 }] of memory.entries()) {
      const engine = plan?.engines[at];
      expect(planned).toBe(engine?.bytes);
      const cache = engine?.models[0]?.shares.find(({ what }) => what === "prompt cache")?.bytes ?? 0;
      expect(measured).toBeLessThan(planned * 1.05);
      expect(measured).toBeGreaterThan(planned - cache - (engine?.runtime.bytes ?? 0) - 4 * MIB);
    }
    expect(memory[0]?.measured).toBeGreaterThan(9 * GIB);
    const page = readFileSync(join(reportFolder(ended), "index.html"), "utf8");
    expect(page).toContain("Memory of each engine");
    expect(readFileSync(join(reportFolder(ended), "report.md"), "utf8")).toMatch(
      /\| mac-01 \| ollama \| 10\.\d GiB/,
    );
  });

  test("another context is another plist, so another pin, and the ladder is due in full", async () => {
    grove.wish([["engines", "ollama", "contextLength"], 8192]);
    const { lines } = await grove.espalier("plan", "orchard");
    const text = JSON.stringify(lines);
    expect(text).toContain("launchd/com.espalier.ollama.plist");
    expect(text).toMatch(/"kind":"climb"[^}]*"extent":"full"/);
  });
});
