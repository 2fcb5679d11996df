import { buildSync } from "esbuild";
import { type Curve, DEFAULT_CURVE, SLOWER } from "../engine/curve.ts";
import type { Artifact } from "./artifacts.ts";
import { type ArchiveFile, archive } from "./tar.ts";

/** Releases of the simulated Ollama; 0.36.0 prefills ten times slower and decodes at half the speed. */
const OLLAMA_RELEASES: Readonly<Record<string, Partial<Curve>>> = {
  "0.35.1": {},
  "0.35.2": {},
  "0.36.0": SLOWER,
};

function bundle(entry: string): string {
  const result = buildSync({
    entryPoints: [new URL(`../engine/${entry}`, import.meta.url).pathname],
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    format: "esm",
    legalComments: "none",
  });
  return result.outputFiles[0]?.text ?? "";
}

export const script = (text: string): string => `#!/bin/sh\n${text}\n`;

/** A program of an archive: a script that starts `code` beside it by its real path. */
const program = (name: string, code: string, ...words: readonly string[]): ArchiveFile => ({
  name,
  data: script(
    `here=$(CDPATH='' cd -P "$(dirname "$(readlink -f "$0")")" && pwd)\nexec '${process.execPath}' "$here/${code}" ${words.map((one) => `${one} `).join("")}"$@"`,
  ),
  mode: 0o755,
});

const file = (name: string, data: string): ArchiveFile => ({ name, data, mode: 0o644 });

const curveFile = (curve: Partial<Curve>, name = "curve.json"): ArchiveFile =>
  file(name, `${JSON.stringify({ ...DEFAULT_CURVE, ...curve }, undefined, 2)}\n`);

/** launchd starts jobs by absolute path; the engine looks beside its real path, so the link is resolved. */
const ollama = (version: string, engine: string): Artifact => ({
  name: `ollama@${version}`,
  path: `/ollama/${version}/ollama-darwin.tgz`,
  program: "ollama",
  bytes: archive([
    program("ollama", "engine.mjs", version),
    {
      name: "llama-server",
      data: script("echo 'llama-server: started by ollama only' >&2\nexit 1"),
      mode: 0o755,
    },
    file("engine.mjs", engine),
    curveFile(OLLAMA_RELEASES[version] ?? {}),
  ]),
});

const llamaServer = (): Artifact => ({
  name: "llama-server@b10800",
  path: "/llama.cpp/b10800/llama-b10800-bin-macos-arm64.tar.gz",
  program: "llama-server",
  bytes: archive([
    program("llama-server", "engine.mjs", "b10800"),
    file("engine.mjs", bundle("llama-server/main.ts")),
    curveFile({}),
  ]),
});

const mlxLm = (): Artifact => ({
  name: "mlx-lm@0.31.3",
  path: "/mlx-lm/0.31.3/mlx-lm-darwin-arm64.tgz",
  program: "bin/mlx_lm.server",
  bytes: archive([
    program("bin/mlx_lm.server", "engine.mjs"),
    file("bin/engine.mjs", bundle("mlx-lm/main.ts")),
    curveFile({}, "bin/curve.json"),
  ]),
});

/** The archive's `.bundle` holds `lms`; `llmster bootstrap` lays both out below `$HOME/.lmstudio`. */
const llmster = (): Artifact => ({
  name: "llmster@0.0.25-1",
  path: "/llmster/0.0.25-1-darwin-arm64.full.tar.gz",
  program: "llmster",
  bytes: archive([
    program("llmster", "llmster.mjs", "0.0.25+1"),
    file("llmster.mjs", bundle("lm-studio/llmster.ts")),
    program(".bundle/lms", "lms.mjs"),
    file(".bundle/lms.mjs", bundle("lm-studio/lms.ts")),
    curveFile({}),
  ]),
});

/** Every engine that the mirror serves. */
export function engineArtifacts(): readonly Artifact[] {
  const engine = bundle("ollama/main.ts");
  return [
    ...Object.keys(OLLAMA_RELEASES).map((version) => ollama(version, engine)),
    llamaServer(),
    mlxLm(),
    llmster(),
  ];
}
