import { execFileSync } from "node:child_process";
import { Failure } from "../../src/model/failure.ts";
import { findProgram } from "../mac/programs.ts";
import { engineArtifacts, script } from "./engine-artifacts.ts";
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
export const artifacts = (): readonly Artifact[] => [
  ...engineArtifacts(),
  localProxy(),
  localProgram("node", process.version.slice(1), { program: "bin/node", real: process.execPath }),
];
