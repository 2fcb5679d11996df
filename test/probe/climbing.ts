import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { climbFromEvidence } from "../../src/load/evidence.ts";
import type { Climb } from "../../src/model/climb.ts";
import type { LadderConfig } from "../../src/probe/config.ts";
import { type LadderLine, ladderLine } from "../../src/probe/line.ts";
import { bundleLadder } from "../../src/store/ladder-bundle.ts";

export const KEY = "esp-key-that-nobody-may-see";

/** What a finished ladder left behind. */
export interface Climbed {
  readonly exit: number | null;
  readonly lines: readonly (LadderLine | undefined)[];
  readonly stdout: string;
  readonly stderr: string;
  readonly out: string;
}

export interface Bundled {
  readonly script: string;
  readonly revision: string;
}

/** The ladder as it lies on a host: one file in a directory that holds nothing else of ours. */
export async function bundled(): Promise<Bundled> {
  const bundle = await bundleLadder();
  const script = join(mkdtempSync(join(tmpdir(), "ladder-")), "ladder.mjs");
  writeFileSync(script, bundle.text);
  return { script, revision: bundle.revision };
}

export const configFor = (
  ladder: Bundled,
  changes: Partial<LadderConfig> & { readonly url: string },
): LadderConfig => ({
  host: "mac-01",
  apiKey: KEY,
  model: "qwen3:4b",
  rungs: [1, 2],
  requests: 12,
  promptTokens: 64,
  outputTokens: 4,
  deadlineMs: 60_000,
  revision: ladder.revision,
  out: mkdtempSync(join(tmpdir(), "climb-")),
  engineLabel: "com.espalier.ollama",
  ...changes,
});

/** Variables of the script; `path` stands first on its PATH. */
interface Surroundings {
  readonly path?: string;
  readonly NODE_OPTIONS?: string;
}

/** Starts the script with its config on stdin; `path` stands first on its PATH. A simulated Mac takes it for root. */
export function start(
  ladder: Bundled,
  config: LadderConfig,
  { path = "", ...others }: Surroundings = {},
): ChildProcessWithoutNullStreams {
  const env = {
    ...others,
    PATH: `${path}:/usr/bin:/bin`,
    NODE_TLS_REJECT_UNAUTHORIZED: "0",
    SUDO_USER: "llmops",
  };
  const child = spawn(process.execPath, ["--no-warnings", ladder.script], { env });
  child.stdin.end(JSON.stringify(config));
  return child;
}

/** Runs the script to its end. */
export async function run(
  ladder: Bundled,
  config: LadderConfig,
  around: Surroundings = {},
): Promise<Climbed> {
  const child = start(ladder, config, around);
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return {
    exit: await ended,
    lines: stdout.trim().split("\n").map(ladderLine),
    stdout,
    stderr,
    out: config.out,
  };
}

/** The climb that the three files tell of. */
export function climbIn(out: string): Climb {
  const file = (name: string) => readFileSync(join(out, name), "utf8");
  return climbFromEvidence({
    climb: file("climb.json"),
    samples: file("samples.csv"),
    signals: file("signals.csv"),
  });
}
