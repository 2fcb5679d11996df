import { die, endOnSignals, releaseDirectory, stateAbove } from "../release.ts";
import { Engine } from "./engine.ts";
import { startLines } from "./log.ts";
import { serve } from "./serve.ts";
import { settingsOf } from "./settings.ts";

/** How often memory is published while nothing is asked, ms. */
const PUBLISH = 250;

async function start(version: string): Promise<void> {
  const home = process.env["HOME"] ?? "";
  if (home === "") die("Error: $HOME is not defined");
  const release = releaseDirectory();
  const settings = settingsOf(process.env, home);
  const engine = new Engine({ version, settings, release, state: stateAbove(release) });
  if (engine.curve.now.crash === true)
    die("panic: runtime error: invalid memory address or nil pointer dereference");
  endOnSignals();
  await serve(engine);
  const memory = engine.curve.now.memoryBytes;
  for (const line of startLines(version, settings, { memory, environment: process.env })) {
    process.stderr.write(`${line}\n`);
  }
  setInterval(() => engine.publish(), PUBLISH);
}

const [version = "", command, ...rest] = process.argv.slice(2);
if (command === "--version" || command === "-v") {
  process.stdout.write(
    `Warning: could not connect to a running Ollama instance\nWarning: client version is ${version}\n`,
  );
} else if (command === "serve" || command === "start") {
  if (rest.length > 0) die(`Error: accepts 0 arg(s), received ${rest.length}`);
  start(version).catch((cause: unknown) => die(`Error: listen tcp: ${String(cause)}`));
} else {
  die(`Error: unknown command "${command ?? ""}" for "ollama"`);
}
