import { gatewayLayout, type Layout } from "../model/layout.ts";
import type { Answer } from "./fact.ts";

/** Where root and the account both write: sticky(7), so that the account replaces nothing of root (docs/decisions/0027). */
const shared = (account: string) => ({ owner: `root:${account}`, mode: "1775" }) as const;

/** The directories of the layout in the order in which they are made, with owner and mode: see `shared`. */
export const layoutDirectories = (paths: Layout, account: string) =>
  [
    { path: paths.home, owner: "root:wheel", mode: "0755" },
    { path: `${paths.home}/incoming`, owner: "root:wheel", mode: "0755" },
    { path: `${paths.home}/manifests`, owner: "root:wheel", mode: "0755" },
    { path: paths.snapshots, owner: "root:wheel", mode: "0755" },
    { path: paths.admission, owner: "root:wheel", mode: "0755" },
    { path: paths.wantedAdmission, owner: "root:wheel", mode: "0755" },
    { path: paths.releases, owner: "root:wheel", mode: "0755" },
    { path: paths.poolReleases, owner: "root:wheel", mode: "0755" },
    { path: paths.evidence, owner: "root:wheel", mode: "0755" },
    { path: paths.launchDaemons, owner: "root:wheel", mode: "0755" },
    { path: paths.state, ...shared(account) },
    { path: paths.standby, owner: "root:wheel", mode: "0755" },
    { path: paths.run, owner: `${account}:${account}`, mode: "0755" },
    { path: paths.models, ...shared(account) },
    { path: `${paths.models}/blobs`, owner: "root:wheel", mode: "0755" },
    { path: `${paths.models}/manifests`, owner: "root:wheel", mode: "0755" },
    { path: paths.tls, owner: "root:wheel", mode: "0755" },
    { path: paths.logs, ...shared(account) },
    { path: `${paths.logs}/archive`, owner: "root:wheel", mode: "0755" },
  ] as const;

/** The directories of a gateway, which keeps no models and no evidence, and one secret. */
export const gatewayDirectories = (paths: Layout, account: string) =>
  [
    { path: paths.home, owner: "root:wheel", mode: "0755" },
    { path: `${paths.home}/incoming`, owner: "root:wheel", mode: "0755" },
    { path: paths.admission, owner: "root:wheel", mode: "0755" },
    { path: paths.wantedAdmission, owner: "root:wheel", mode: "0755" },
    { path: `${paths.admission}/hosts`, owner: "root:wheel", mode: "0755" },
    { path: `${paths.admission}/overflow`, owner: "root:wheel", mode: "0755" },
    { path: paths.releases, owner: "root:wheel", mode: "0755" },
    { path: paths.poolReleases, owner: "root:wheel", mode: "0755" },
    { path: paths.launchDaemons, owner: "root:wheel", mode: "0755" },
    { path: paths.state, owner: "root:wheel", mode: "0755" },
    { path: paths.run, owner: `${account}:${account}`, mode: "0755" },
    { path: paths.tls, owner: "root:wheel", mode: "0755" },
    { path: paths.secrets, owner: `root:${account}`, mode: "0750" },
    { path: paths.logs, ...shared(account) },
  ] as const;

interface Directory {
  readonly path: string;
  readonly owner?: string;
  readonly mode?: string;
}

/** What is looked for on a host: its own directories, and the home of a gateway that may lie beside them. */
export const hostDirectories = (paths: Layout, account: string): readonly Directory[] => [
  ...layoutDirectories(paths, account),
  { path: gatewayLayout(paths.root).home },
];

export const directoriesQuestion = (
  paths: Layout,
  account: string,
  list: typeof hostDirectories | typeof gatewayDirectories,
) => ({
  name: "directories",
  script: [
    OWNED,
    ...list(paths, account).map((directory) => looked(directory, directory.path === paths.launchDaemons)),
    "true",
  ].join("\n"),
});

/**
 * stat(1): `%Mp` is the digit of the sticky bit, `%Lp` the three of owner, group and others. A link may lead to another disk,
 * when it is root who laid it.
 */
const OWNED = `owned() {
  [ "$(stat -L -f '%Su:%Sg %Mp%Lp' "$1")" = "$2 $3" ] && [ -z "$(find "$1" -prune -type l ! -user root)" ] && printf '%s\\n' "$1"
}`;

/** A directory of macOS or of a neighbour is only looked for. */
const looked = ({ path, owner, mode }: Directory, foreign: boolean): string =>
  owner === undefined || mode === undefined || foreign
    ? `[ -e '${path}' ] && printf '%s\\n' '${path}'`
    : `owned '${path}' ${owner} ${mode}`;

/** The paths that exist and belong to whom they should, one per line. */
export const parseLines = ({ stdout }: Answer): readonly string[] =>
  stdout
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
