import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Engine, LlamaServerEngine, LmStudioEngine, MlxLmEngine } from "../../src/model/engine.ts";
import { layout } from "../../src/model/layout.ts";
import type { ArtifactName } from "../../src/model/pool.ts";
import { bytes, milliseconds } from "../../src/model/units.ts";
import type { EngineJobWish } from "../../templates/engine-job.ts";
import { renderPlist } from "../../templates/launchd-plist.ts";
import { llamaServerJob } from "../../templates/llama-server-job.ts";
import { lmStudioJob } from "../../templates/lm-studio-job.ts";
import { type LmStudioWish, lmStudioWrapper } from "../../templates/lm-studio-script.ts";
import { mlxLmJob } from "../../templates/mlx-lm-job.ts";

const GOLDEN = "../golden/templates";
const LAYOUT = layout("/");

const SERVER = {
  parallel: 4,
  contextLength: 8192,
  environment: {},
  healthDeadline: milliseconds(60_000),
};

const CODER: LlamaServerEngine = {
  ...SERVER,
  kind: "llama-server",
  name: "coder",
  artifact: "llama-server@b10800" as ArtifactName,
  port: 11_435,
  promptCache: bytes(2 * 1024 ** 3),
  kvCacheType: "q8_0",
};
const DRAFTS: MlxLmEngine = {
  ...SERVER,
  kind: "mlx-lm",
  name: "drafts",
  artifact: "mlx-lm@0.31.3" as ArtifactName,
  port: 11_436,
  promptCache: bytes(1024 ** 3),
};
const STUDIO: LmStudioEngine = {
  ...SERVER,
  kind: "lm-studio",
  name: "studio",
  artifact: "llmster@0.0.25-1" as ArtifactName,
  port: 1234,
  runtimes: ["llama.cpp-mac-arm64-apple-metal-advsimd@2.5.1"],
};

const studioWish = (more: Partial<LmStudioWish> = {}): LmStudioWish => ({
  engine: STUDIO,
  port: 1234,
  job: STUDIO.name,
  program: "llmster",
  layout: LAYOUT,
  release: "llmster/0123456789ab",
  models: [
    {
      snapshot: `${LAYOUT.snapshots}/0123456789ab/notes`,
      folder: "0123456789ab",
      identifier: "notes",
      embeds: false,
    },
  ],
  ...more,
});

/** The same with a model that embeds beside it. */
const withVectors = studioWish({
  models: [
    ...studioWish().models,
    {
      snapshot: `${LAYOUT.snapshots}/ba9876543210/index`,
      folder: "ba9876543210",
      identifier: "index",
      embeds: true,
    },
  ],
});

const wish = <E extends Engine>(engine: E, program: string) => ({
  engine,
  job: engine.name,
  port: 40_001,
  release: `${engine.kind}/0123456789ab`,
  program,
  layout: LAYOUT,
});

test.each([
  llamaServerJob({
    ...wish(CODER, "llama-server"),
    file: `${LAYOUT.snapshots}/0123456789ab/code/Qwen3-8B-Q4_K_M.gguf`,
    alias: "code",
  }),
  llamaServerJob({
    ...wish({ ...CODER, name: "vectors", contextLength: 2048, kvCacheType: "f16" }, "llama-server"),
    file: `${LAYOUT.snapshots}/ba9876543210/embed/nomic-embed-text-v1.5.Q8_0.gguf`,
    alias: "embed",
    vectors: "mean",
  }),
  mlxLmJob({
    ...wish(DRAFTS, "bin/mlx_lm.server"),
    above: `${LAYOUT.snapshots}/0123456789ab`,
    folder: "draft",
  }),
  lmStudioJob(wish(STUDIO, "llmster") satisfies EngineJobWish<LmStudioEngine>),
])("$label is as reviewed", async (job) => {
  await expect(renderPlist(job)).toMatchFileSnapshot(`${GOLDEN}/${job.label}.plist`);
});

test("all slots of llama-server together have the context of one, times their number", () => {
  const { programArguments } = llamaServerJob({ ...wish(CODER, "llama-server"), file: "m.gguf", alias: "m" });
  const after = (flag: string) => programArguments[programArguments.indexOf(flag) + 1];
  expect([after("--parallel"), after("--ctx-size"), after("--cache-ram")]).toEqual(["4", "32768", "2048"]);
});

test.each([
  ["told", []],
  ["last", ["--pooling", "last"]],
] as const)(
  "a server of vectors whose pooling is %s reads a whole slot at once and keeps no prompts",
  (vectors, pooling) => {
    const { programArguments } = llamaServerJob({
      ...wish(CODER, "llama-server"),
      file: "m.gguf",
      alias: "m",
      vectors,
    });
    const text = programArguments.join(" ");
    expect(text).toContain(["--embeddings", ...pooling, "--batch-size 8192 --ubatch-size 8192"].join(" "));
    expect(text).toContain("--cache-ram 0");
  },
);

const folder = mkdtempSync("/tmp/espalier-wrapper-");
afterAll(() => rmSync(folder, { recursive: true }));

const WRAPPERS = [
  ["as described", studioWish()],
  ["with a model that embeds", withVectors],
  ["without models and runtimes", studioWish({ engine: { ...STUDIO, runtimes: [] }, models: [] })],
  ["below a root with a blank", studioWish({ layout: layout("/Volumes/the other one") })],
] as const;

test("the wrapper of LM Studio is as reviewed", async () => {
  await expect(lmStudioWrapper(withVectors)).toMatchFileSnapshot(`${GOLDEN}/lm-studio-serve.sh`);
});

test.each(WRAPPERS)("the wrapper %s is POSIX sh that shellcheck and dash accept", (name, of) => {
  const file = join(folder, `${name}.sh`);
  writeFileSync(file, lmStudioWrapper(of));
  const checked = execFileSync("shellcheck", ["--shell=sh", "--severity=warning", "--exclude=SC2034", file], {
    encoding: "utf8",
  });
  expect(checked).toBe("");
  expect(execFileSync("dash", ["-n", file], { encoding: "utf8" })).toBe("");
});
