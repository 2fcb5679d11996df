import { gatewayLayout, type Layout } from "../model/layout.ts";
import type { Answer } from "./fact.ts";

/** The directories of the layout in the order in which they are made, with owner and mode. */
export const layoutDirectories = (paths: Layout, account: string) =>
  [
    { path: paths.home, owner: "root:wheel", mode: "0755" },
    { path: `${paths.home}/incoming`, owner: "root:wheel", mode: "0755" },
    { path: `${paths.home}/manifests`, owner: "root:wheel", mode: "0755" },
    { path: paths.snapshots, owner: "root:wheel", mode: "0755" },
    { path: paths.admission, owner: "root:wheel", mode: "0755" },
    { path: paths.releases, owner: "root:wheel", mode: "0755" },
    { path: paths.poolReleases, owner: "root:wheel", mode: "0755" },
    { path: paths.evidence, owner: "root:wheel", mode: "0755" },
    { path: paths.launchDaemons, owner: "root:wheel", mode: "0755" },
    { path: paths.state, owner: `${account}:${account}`, mode: "0755" },
    { path: paths.run, owner: `${account}:${account}`, mode: "0755" },
    { path: paths.models, owner: `${account}:${account}`, mode: "0755" },
    { path: `${paths.models}/blobs`, owner: `${account}:${account}`, mode: "0755" },
    { path: paths.tls, owner: `${account}:${account}`, mode: "0755" },
    { path: paths.logs, owner: `${account}:${account}`, mode: "0755" },
  ] as const;

/** The directories of a gateway, which keeps no models and no evidence, and one secret. */
export const gatewayDirectories = (paths: Layout, account: string) =>
  [
    { path: paths.home, owner: "root:wheel", mode: "0755" },
    { path: `${paths.home}/incoming`, owner: "root:wheel", mode: "0755" },
    { path: paths.admission, owner: "root:wheel", mode: "0755" },
    { path: `${paths.admission}/hosts`, owner: "root:wheel", mode: "0755" },
    { path: `${paths.admission}/overflow`, owner: "root:wheel", mode: "0755" },
    { path: paths.releases, owner: "root:wheel", mode: "0755" },
    { path: paths.poolReleases, owner: "root:wheel", mode: "0755" },
    { path: paths.launchDaemons, owner: "root:wheel", mode: "0755" },
    { path: paths.state, owner: `${account}:${account}`, mode: "0755" },
    { path: paths.run, owner: `${account}:${account}`, mode: "0755" },
    { path: paths.tls, owner: `${account}:${account}`, mode: "0755" },
    { path: paths.secrets, owner: `${account}:${account}`, mode: "0700" },
    { path: paths.logs, owner: `${account}:${account}`, mode: "0755" },
  ] as const;

/** What is looked for on a host: its own directories, and the home of a gateway that may lie beside them. */
export const hostDirectories = (paths: Layout, account: string): readonly { readonly path: string }[] => [
  ...layoutDirectories(paths, account),
  { path: gatewayLayout(paths.root).home },
];

export const directoriesQuestion = (
  paths: Layout,
  account: string,
  list: typeof hostDirectories | typeof gatewayDirectories,
) => ({
  name: "directories",
  script: `for d in ${list(paths, account)
    .map(({ path }) => `'${path}'`)
    .join(" ")}; do [ -e "$d" ] && printf '%s\\n' "$d"; done; true`,
});

/** The paths that exist, one per line. */
export const parseLines = ({ stdout }: Answer): readonly string[] =>
  stdout
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
