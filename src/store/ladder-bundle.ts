import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";
import { type Digest, digestOf } from "../model/digest.ts";
import { type Build, keepBuild, keptBuild } from "./kept-build.ts";

/** The ladder as one file, and its sha256: the ladder revision. */
export interface LadderBundle {
  readonly text: string;
  readonly revision: Digest;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const KEPT = join(ROOT, "node_modules/.cache/espalier/ladder.json");

/** What decides over the bytes beside the sources: the options below and the version of the bundler. */
const TOOLS = ["src/store/ladder-bundle.ts", "node_modules/esbuild/package.json"];

/** The ladder of these sources: as it was built before while they are the same, else built anew. */
export async function bundleLadder(): Promise<LadderBundle> {
  const kept = await keptBuild(ROOT, KEPT);
  const { text } = kept ?? (await buildLadder());
  return { text, revision: digestOf(text) };
}

/**
 * Bundles `src/probe/main.ts` into one ES module that imports nothing but Node itself, and keeps it. Equal sources give
 * equal bytes on every machine: paths are relative, and no option is read from the surroundings. It is left readable,
 * because people sign what it measured.
 */
export async function buildLadder(): Promise<Build> {
  const { build } = await import("esbuild");
  const sources: Record<string, Digest> = {};
  for (const tool of TOOLS) sources[tool] = digestOf(await readFile(join(ROOT, tool)));
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["src/probe/main.ts"],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    charset: "utf8",
    legalComments: "none",
    tsconfigRaw: { compilerOptions: { target: "es2023" } },
    plugins: [witness(sources)],
  });
  const built = { text: outputFiles[0]?.text ?? "", sources };
  await keepBuild(KEPT, built);
  return built;
}

/** Notes the digest of the very bytes that are bundled. */
const witness = (sources: Record<string, Digest>): Plugin => ({
  name: "witness",
  setup: (build) =>
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const contents = await readFile(path);
      sources[relative(ROOT, path)] = digestOf(contents);
      return { contents, loader: "ts" };
    }),
});
