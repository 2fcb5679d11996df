import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Digest, digestOf } from "../model/digest.ts";

/** The ladder as one file, and its sha256: the ladder revision. */
export interface LadderBundle {
  readonly text: string;
  readonly revision: Digest;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Bundles `src/probe/main.ts` into one ES module that imports nothing but Node itself. Equal sources give equal bytes on
 * every machine: paths are relative, and no option is read from the surroundings. It is left readable, because people
 * sign what it measured.
 */
export async function bundleLadder(): Promise<LadderBundle> {
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
  });
  const text = outputFiles[0]?.text ?? "";
  return { text, revision: digestOf(text) };
}
