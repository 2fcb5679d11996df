import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LiveCurve } from "../curve.ts";
import { die, endOnSignals, releaseDirectory, stateAbove } from "../release.ts";
import { Backend } from "./backend.ts";
import { listenForLms } from "./control.ts";
import { Home } from "./home.ts";

/** How often memory is published while nothing is asked, ms. */
const PUBLISH = 250;

const script = (release: string): string =>
  `#!/bin/sh\nexec '${process.execPath}' '${join(release, ".bundle/lms.mjs")}' "$@"\n`;

/** Installs this release below `$HOME/.lmstudio`; `.internal/temp` is not made, as in 0.0.25. */
function bootstrap(version: string, userHome: string): void {
  const home = new Home(userHome);
  const release = home.path("llmster", version);
  mkdirSync(home.path("bin"), { recursive: true });
  for (const name of readdirSync(releaseDirectory()).filter((one) => one !== ".lmstudio"))
    cpSync(join(releaseDirectory(), name), join(release, name), { recursive: true });
  writeFileSync(home.path("bin/lms"), script(release), { mode: 0o755 });
  home.install = { path: join(release, "llmster"), argv: [], cwd: release };
  writeFileSync(home.path(".internal/lms-key-2"), "simulated\n", { mode: 0o600 });
  writeFileSync(join(userHome, ".lmstudio-home-pointer"), home.directory);
  process.stderr.write(`LM Studio ${version} is installed at ${home.directory}\n`);
}

/** A backend belongs to no launchd job; it ends with the simulation that it runs in. */
function endWithSupervisor(state: string | undefined): void {
  if (state === undefined) return;
  try {
    process.kill(Number(readFileSync(join(state, "supervisor"), "utf8")), 0);
  } catch {
    process.exit(0);
  }
}

async function serve(version: string, userHome: string): Promise<void> {
  const home = new Home(userHome);
  const release = releaseDirectory();
  const state = stateAbove(release);
  const curve = new LiveCurve(release, state);
  if (curve.now.crash === true) die("llmster: Abort trap: 6");
  const backend = new Backend({ version, home, curve, state });
  endOnSignals();
  home.door = { pid: process.pid, port: await listenForLms(backend) };
  backend.publish();
  setInterval(() => {
    endWithSupervisor(state);
    backend.publish();
  }, PUBLISH);
}

const [version = "", command] = process.argv.slice(2);
const userHome = process.env["HOME"] ?? "";
if (userHome === "") die("llmster: HOME is not set");
if (command === "bootstrap") bootstrap(version, userHome);
else if (command === "--version") process.stdout.write(`${version}\n`);
else serve(version, userHome).catch((cause: unknown) => die(`llmster: ${String(cause)}`));
