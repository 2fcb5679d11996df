import { spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { freePorts } from "../../simulator/ports.ts";
import { tryLadder } from "./climb.ts";
import { tryDrain } from "./drain.ts";
import { LLAMA_SERVER } from "./llama-server.ts";
import { MLX_LM } from "./mlx-lm.ts";
import { OLLAMA } from "./ollama.ts";
import type { RealEngine } from "./running.ts";

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const pathOf = (program: string): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((directory) => join(directory, program))
    .find(isExecutable);

/** The line with a number in what a program says of its version. */
function versionOf(path: string, words: readonly string[]): string {
  const { stdout, stderr } = spawnSync(path, words, { encoding: "utf8", timeout: 60_000 });
  return (
    `${stdout}${stderr}`.split("\n").find((line) => /\d+\.\d+|\bb?\d{4,}/.test(line)) ??
    "a version it does not tell"
  );
}

async function tryEngine(engine: RealEngine, path: string): Promise<boolean> {
  say(`${engine.program}: ${path} (${versionOf(path, engine.version).trim()})`);
  const root = mkdtempSync(join(tmpdir(), "espalier-real-"));
  const [port = 0] = await freePorts(1);
  try {
    const running = await engine.start({ path, root, port });
    try {
      tryLadder(running, root);
      if (pathOf("nc") === undefined) say("  not tried: the drain, for want of nc on this machine");
      else await tryDrain(running);
    } finally {
      await running.stop();
    }
    return true;
  } catch (cause) {
    say(`  ${cause instanceof Error ? cause.message : String(cause)}`);
    return false;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Tries every real engine on PATH with a tiny model made here; exit 1 when one of them does not do as it should. */
async function main(): Promise<void> {
  const found = [OLLAMA, LLAMA_SERVER, MLX_LM].flatMap((engine) => {
    const path = pathOf(engine.program);
    return path === undefined ? [] : [{ engine, path }];
  });
  say(`found: ${found.map(({ engine }) => engine.program).join(", ") || "none"}`);
  if (found.length === 0) {
    say(
      "No real engine is on PATH (ollama, llama-server, mlx_lm.server): nothing was tried, and nothing is proven.",
    );
    return;
  }
  let failed = 0;
  for (const { engine, path } of found) failed += (await tryEngine(engine, path)) ? 0 : 1;
  say(`${found.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
