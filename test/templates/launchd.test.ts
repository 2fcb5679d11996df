import { expect, test } from "vitest";
import type { OllamaEngine } from "../../src/model/engine.ts";
import { layout } from "../../src/model/layout.ts";
import type { ArtifactName } from "../../src/model/pool.ts";
import { bytes, milliseconds } from "../../src/model/units.ts";
import { haproxyJob } from "../../templates/haproxy-job.ts";
import { renderPlist } from "../../templates/launchd-plist.ts";
import { ollamaJob } from "../../templates/ollama-job.ts";

const GOLDEN = "../golden/templates";

const ENGINE: OllamaEngine = {
  kind: "ollama",
  name: "ollama",
  artifact: "ollama@0.35.1" as ArtifactName,
  port: 11434,
  parallel: 4,
  contextLength: 16_384,
  keepAlive: "-1",
  maxLoadedModels: 1,
  promptCache: bytes(1024 ** 3),
  kvCacheType: "f16",
  environment: { GGML_METAL_TENSOR_DISABLE: "1" },
  healthDeadline: milliseconds(60_000),
};

const PLACED = { engine: ENGINE, job: "ollama", release: "ollama/0123456789ab", program: "ollama" };

test.each([
  ["com.espalier.ollama.plist", ollamaJob({ ...PLACED, port: 11434, layout: layout("/") })],
  [
    "com.espalier.ollama.standby.plist",
    ollamaJob({ ...PLACED, job: "ollama.standby", port: 11534, layout: layout("/") }),
  ],
  ["com.espalier.haproxy.plist", haproxyJob(layout("/"), "haproxy")],
])("%s is as reviewed", async (name, job) => {
  expect(`${job.label}.plist`).toBe(name);
  await expect(renderPlist(job)).toMatchFileSnapshot(`${GOLDEN}/${name}`);
});

test("a host with its own root keeps every path of a job below it", () => {
  const jobs = [
    ollamaJob({ ...PLACED, port: 40_001, layout: layout("/sim/mac-01") }),
    haproxyJob(layout("/sim/mac-01"), "haproxy"),
  ];
  for (const job of jobs) {
    const paths = [
      job.programArguments[0],
      job.workingDirectory,
      job.standardOutPath,
      job.environment["HOME"],
    ];
    expect(paths.filter((path) => !path?.startsWith("/sim/mac-01/"))).toEqual([]);
  }
});

test("the engine's own environment wins over ours", () => {
  const job = ollamaJob({
    ...PLACED,
    engine: { ...ENGINE, environment: { OLLAMA_KEEP_ALIVE: "5m" } },
    port: 11434,
    layout: layout("/"),
  });
  expect(job.environment["OLLAMA_KEEP_ALIVE"]).toBe("5m");
});

test("the port of the host, not of the pool, is what the engine binds", () => {
  expect(ollamaJob({ ...PLACED, port: 40_001, layout: layout("/") }).environment["OLLAMA_HOST"]).toBe(
    "127.0.0.1:40001",
  );
});
