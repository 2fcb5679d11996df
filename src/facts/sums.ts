import type { Layout } from "../model/layout.ts";
import type { Answer } from "./fact.ts";

/** sha256 (hex) of files by path, each path relative to the folder that was asked about. */
type Sums = Readonly<Record<string, string>>;

/** Folders and files whose bytes matter; `shasum` is a Perl program on a Mac, so that one call serves all of them. */
const places = (paths: Layout, release: string) => ({
  release: `${paths.poolReleases}/${release}`,
  manifests: `${paths.models}/manifests`,
  plists: paths.launchDaemons,
});

/** The files of the wanted release, the manifests of the model store and `files`, by their absolute paths. */
export function sumsQuestion(paths: Layout, release: string, files: readonly string[]) {
  const { plists: _, ...folders } = places(paths, release);
  const asked = [...Object.values(folders), ...files];
  const words = asked.map((path) => `'${path}'`).join(" ");
  return { name: "sums", script: `find ${words} -type f -exec shasum -a 256 {} +` };
}

/** `shasum` lines (`HEX  /path`), told apart by place; what is not there is absent. */
export function parseSums({ stdout }: Answer, paths: Layout, release: string) {
  const lines = [...stdout.matchAll(/^([0-9a-f]{64}) [ *](\/.+)$/gm)];
  const below = (folder: string): Sums =>
    Object.fromEntries(
      lines.flatMap(([, hex = "", path = ""]) =>
        path.startsWith(`${folder}/`) ? [[path.slice(folder.length + 1), hex]] : [],
      ),
    );
  const { release: files, manifests, plists } = places(paths, release);
  const all = Object.fromEntries(lines.map(([, hex = "", path = ""]) => [path, hex]));
  return { releaseFiles: below(files), manifests: below(manifests), plists: below(plists), all };
}
