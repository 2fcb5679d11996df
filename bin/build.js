import { readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";

/** What decides over the program beside its sources: the builder, and the packages as npm has installed them. */
const TOOLS = ["bin/build.js", "node_modules/.package-lock.json"];

/** Verbs that run from sources, and what they alone need. */
const LEFT_OUT = /(^\.\/demo|\/simulator\/control)\.ts$/;

/** The program below `root` as one CommonJS text, with the sum of every file that decides over it. */
export async function build(root, sumOf) {
  const sources = {};
  for (const tool of TOOLS) sources[tool] = sumOf(await readFile(join(root, tool)));
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ["src/cli/main.ts"],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: "node20",
    // V8 reads one byte per letter, and so does who loads it.
    charset: "ascii",
    external: ["esbuild"],
    // Where the program runs, `import()` would need an experimental option of Node; what is left out is required.
    // Template literals: esbuild leaves letters beyond ASCII as they are in tagged ones.
    supported: { "dynamic-import": false, "template-literal": false },
    logLevel: "silent",
    tsconfigRaw: { compilerOptions: { target: "es2023", verbatimModuleSyntax: true } },
    plugins: [leftOut, witness({ root, sources, sumOf })],
  });
  return { text: outputFiles[0].text, sources };
}

/** Compiled addons and the embedded pool stay where they are. */
const leftOut = {
  name: "left-out",
  setup(bundle) {
    bundle.onResolve({ filter: /\.node$/ }, ({ resolveDir, path }) => ({
      path: resolve(resolveDir, path),
      external: true,
    }));
    bundle.onResolve({ filter: LEFT_OUT }, () => ({ path: "left-out", external: true }));
  },
};

/** Notes the sum of the very bytes that are bundled. Files go on to know where they lie. */
const witness = ({ root, sources, sumOf }) => ({
  name: "witness",
  setup: (bundle) =>
    bundle.onLoad({ filter: /\.(ts|json)$/ }, async ({ path }) => {
      if (path.includes("/node_modules/")) return undefined;
      const contents = await readFile(path, "utf8");
      sources[relative(root, path)] = sumOf(contents);
      const place = JSON.stringify(pathToFileURL(path).href);
      return path.endsWith(".json")
        ? { contents, loader: "json" }
        : { contents: contents.replaceAll("import.meta.url", place), loader: "ts" };
    }),
});
