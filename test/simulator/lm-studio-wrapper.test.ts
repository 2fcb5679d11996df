import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePorts } from "../../simulator/ports.ts";
import { NOMIC } from "../../simulator/registry/nomic.ts";
import { publishedGguf } from "../../simulator/registry/published.ts";
import { tinyGguf } from "../../simulator/tiny/gguf.ts";
import type { LmStudioEngine } from "../../src/model/engine.ts";
import { layout } from "../../src/model/layout.ts";
import { milliseconds } from "../../src/model/units.ts";
import { lmStudioWrapper } from "../../templates/lm-studio-script.ts";
import { type Ended, Place } from "./unpacked.ts";

const place = new Place();
const paths = layout(place.root);
const home = join(paths.state, "studio");

/** Models by their identifier: each file, and whether it shall embed. */
const MODELS: Readonly<Record<string, { readonly file: Buffer; readonly embeds: boolean }>> = {
  chat: { file: tinyGguf(1), embeds: false },
  index: { file: publishedGguf(NOMIC, "index"), embeds: true },
  stranger: { file: publishedGguf({ ...NOMIC, family: "qwen3" }, "stranger"), embeds: true },
};

beforeAll(() => {
  const program = place.unpack("llmster", { decodeTokensPerSecond: 500, loadMilliseconds: 10 });
  mkdirSync(paths.current, { recursive: true });
  mkdirSync(paths.releases, { recursive: true });
  symlinkSync(program, join(paths.releases, "r"));
  for (const [name, { file }] of Object.entries(MODELS)) {
    mkdirSync(join(paths.snapshots, name), { recursive: true });
    writeFileSync(join(paths.snapshots, name, `${name}.gguf`), file);
  }
});
afterAll(() => place.end());

/** Runs the wrapper with some of the models until it ends, or the last gives a vector and it is told to end. */
async function run(...names: readonly string[]): Promise<Ended> {
  const [port = 0] = await freePorts(1);
  const engine: LmStudioEngine = {
    kind: "lm-studio",
    name: "studio",
    artifact: "llmster@0.0.25-1" as LmStudioEngine["artifact"],
    port,
    parallel: 2,
    contextLength: 1024,
    environment: {},
    healthDeadline: milliseconds(20_000),
    runtimes: [],
  };
  const models = names.map((name) => ({
    snapshot: join(paths.snapshots, name),
    folder: `f-${name}`,
    identifier: name,
    embeds: MODELS[name]?.embeds === true,
  }));
  const script = join(paths.current, "serve.sh");
  writeFileSync(
    script,
    lmStudioWrapper({ engine, job: "studio", port, program: "llmster", layout: paths, release: "r", models }),
  );
  const last = names.at(-1);
  const until = `curl -fs http://127.0.0.1:${port}/v1/embeddings -d '{"model":"${last}","input":"a"}'`;
  const call = `HOME='${home}' /bin/sh '${script}' & pid=$!
while kill -0 $pid 2>/dev/null && ! ${until}; do sleep 0.2; done
kill $pid 2>/dev/null; wait $pid`;
  return place.run("/bin/sh", ["-c", call], 60);
}

test("a model that embeds comes up beside one that generates", async () => {
  const { code, out } = await run("chat", "index");
  expect([code, out]).toEqual([0, expect.stringContaining('"embedding":[')]);
});

test("one that LM Studio takes for a model that generates ends the wrapper, which says what to do", async () => {
  const { code, err } = await run("stranger");
  expect([code, err]).toEqual([
    1,
    expect.stringContaining("LM Studio takes stranger for a model that generates"),
  ]);
});
