import { execFileSync } from "node:child_process";
import { buildSync } from "esbuild";
import { Failure } from "../../src/model/failure.ts";
import { type Curve, DEFAULT_CURVE, SLOWER } from "../engine/curve.ts";
import { findProgram } from "../mac/programs.ts";
import { archive } from "./tar.ts";

/** An artifact of the mirror. */
export interface Artifact {
  /** `ollama@0.35.1`. */
  readonly name: string;
  /** Path on the mirror. */
  readonly path: string;
  /** The program inside that is started. */
  readonly program: string;
  readonly bytes: Buffer;
}

/** Releases of the simulated engine; 0.36.0 prefills ten times slower and decodes at half the speed. */
const ENGINE_RELEASES: Readonly<Record<string, Partial<Curve>>> = {
  "0.35.1": {},
  "0.35.2": {},
  "0.36.0": SLOWER,
};

function engineBundle(): string {
  const result = buildSync({
    entryPoints: [new URL("../engine/main.ts", import.meta.url).pathname],
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    format: "esm",
    legalComments: "none",
  });
  return result.outputFiles[0]?.text ?? "";
}

const script = (text: string): string => `#!/bin/sh\n${text}\n`;

/** launchd starts jobs by absolute path; the engine looks beside its real path, so the link is resolved. */
const ollamaScript = (version: string): string =>
  script(
    `here=$(CDPATH='' cd -P "$(dirname "$0")" && pwd)\nexec '${process.execPath}' "$here/engine.mjs" ${version} "$@"`,
  );

function engineArtifact(version: string, engine: string): Artifact {
  const curve = { ...DEFAULT_CURVE, ...ENGINE_RELEASES[version] };
  return {
    name: `ollama@${version}`,
    path: `/ollama/${version}/ollama-darwin.tgz`,
    program: "ollama",
    bytes: archive([
      { name: "ollama", data: ollamaScript(version), mode: 0o755 },
      {
        name: "llama-server",
        data: script("echo 'llama-server: started by ollama only' >&2\nexit 1"),
        mode: 0o755,
      },
      { name: "engine.mjs", data: engine, mode: 0o644 },
      { name: "curve.json", data: `${JSON.stringify(curve, undefined, 2)}\n`, mode: 0o644 },
    ]),
  };
}

/** An archive with one program that stands for one installed on this machine. */
function localProgram(
  name: string,
  version: string,
  place: { readonly program: string; readonly real: string },
): Artifact {
  return {
    name: `${name}@${version}`,
    path: `/${name}/${version}/${name}.tgz`,
    program: place.program,
    bytes: archive([{ name: place.program, data: script(`exec '${place.real}' "$@"`), mode: 0o755 }]),
  };
}

function localProxy(): Artifact {
  const real = findProgram("haproxy", ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"]);
  const version =
    real === undefined
      ? undefined
      : /version (\d+\.\d+\.\d+)/.exec(execFileSync(real, ["-v"], { encoding: "utf8" }))?.[1];
  if (real === undefined || version === undefined) {
    throw new Failure({
      code: "program-missing",
      subject: "haproxy",
      saw: "the embedded pool found none on this machine",
      hint: "install it (Debian: apt-get install haproxy; macOS: brew install haproxy)",
    });
  }
  return localProgram("haproxy", version, { program: "bin/haproxy", real });
}

/** Everything the mirror serves. The bytes are the same in every run on one machine. */
export function artifacts(): readonly Artifact[] {
  const engine = engineBundle();
  return [
    ...Object.keys(ENGINE_RELEASES).map((version) => engineArtifact(version, engine)),
    localProxy(),
    localProgram("node", process.version.slice(1), { program: "bin/node", real: process.execPath }),
  ];
}
