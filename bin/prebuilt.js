// The program as one file, so that a verb does not find, load and compile some hundred of them. It is used only while
// every file it was built from has the same content; a checkout that nobody can write to runs from its sources.
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FOLDER = join(ROOT, "node_modules/.cache/espalier");
const RECORD = join(FOLDER, "program.json");

/** The exports of `src/cli/main.ts`, or `undefined` where no program can be built or kept. */
export async function prebuilt() {
  try {
    return loaded(fresh() ?? (await built()));
  } catch {
    // Sources that cannot be built say why when they are run.
    return undefined;
  }
}

const sumOf = (data) => createHash("sha256").update(data).digest("hex");

/** The program that is kept, if it was built at this place from files of just this content. */
function fresh() {
  try {
    const { root, sources, file } = JSON.parse(readFileSync(RECORD, "utf8"));
    const isSame = ([path, sum]) => sumOf(readFileSync(join(ROOT, path))) === sum;
    if (root !== ROOT || !Object.entries(sources).every(isSame)) return undefined;
    return { file, text: readFileSync(file, "latin1") };
  } catch {
    return undefined;
  }
}

/** Builds the program and keeps it: first the file, then the record that names it. What was kept before goes. */
async function built() {
  mkdirSync(FOLDER, { recursive: true });
  accessSync(FOLDER, constants.W_OK);
  const { build } = await import("./build.js");
  const { text, sources } = await build(ROOT, sumOf);
  const name = `espalier-${sumOf(text).slice(0, 12)}.cjs`;
  const file = join(FOLDER, name);
  keep(file, text);
  keep(RECORD, JSON.stringify({ root: ROOT, sources, file }));
  for (const other of readdirSync(FOLDER)) {
    if (other.startsWith("espalier-") && !other.startsWith(name))
      rmSync(join(FOLDER, other), { force: true });
  }
  return { file, text };
}

/** Writes a whole file or nothing. */
function keep(file, data) {
  writeFileSync(`${file}.${process.pid}`, data);
  renameSync(`${file}.${process.pid}`, file);
}

/** Runs the program. What V8 compiled for a verb is kept beside the file; V8 refuses what another V8 has compiled. */
function loaded({ file, text }) {
  const verb = process.argv.slice(2).find((word) => /^[a-z]+$/.test(word)) ?? "help";
  const compiled = `${file}.${verb}`;
  const script = new Script(`(function (module, exports, require, __filename, __dirname) {${text}\n})`, {
    filename: file,
    cachedData: attempt(() => readFileSync(compiled)),
  });
  if (script.cachedDataRejected !== false)
    process.once("exit", () => attempt(() => keep(compiled, script.createCachedData())));
  const module = { exports: {} };
  script.runInThisContext()(module, module.exports, createRequire(file), file, dirname(file));
  return module.exports;
}

/** What `act` gives, or nothing: speed is never worth an error. */
function attempt(act) {
  try {
    return act();
  } catch {
    return undefined;
  }
}
