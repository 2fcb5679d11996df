import { digestOf, shortOf } from "../../src/model/digest.ts";
import type { Layout } from "../../src/model/layout.ts";
import type { PutStep, RunStep } from "../../src/model/step.ts";
import { ACT_LIBRARY } from "./act-library.ts";
import { scriptHead } from "./environment.ts";
import { commandLine, quoted } from "./quote.ts";

/** A step that the script does on the host. */
export type Deed = RunStep | PutStep;

const variables = (paths: Layout): string =>
  Object.entries({
    HOST_HOME: paths.home,
    INCOMING: `${paths.home}/incoming`,
    MANIFESTS: `${paths.home}/manifests`,
    MODELS: paths.models,
    SNAPSHOTS: paths.snapshots,
    CURRENT: paths.current,
    DRAIN_MAP: paths.drainMap,
    DRAINED: paths.drainedHosts,
    PROXY_SOCKET: paths.proxySocket,
    LAUNCH_DAEMONS: paths.launchDaemons,
    ETC: paths.etc,
    OWNER: paths.owner,
  })
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join("\n");

/** Every second the script says that it lives; nobody tells a person. */
export const BEAT = "@@ beat";

/**
 * One act script per host at a time: it waits `patience` seconds for another one, and a lock whose owner is gone, or is
 * something else after a restart of the host, is taken over. When nobody hears the beat any more, the controller is
 * gone: the script ends with all it has started (it leads its own group), and whoever comes next finds the host free.
 */
const lock = (patience: number): string => String.raw`
lock="$HOST_HOME/act.lock"
patience=${patience}
is_script() { ps -o command= -p "$1" 2>/dev/null | grep -q espalier-act; }
until mkdir -p "$HOST_HOME" && mkdir "$lock" 2>/dev/null; do
  owner=$(cat "$lock/pid" 2>/dev/null || { sleep 1; cat "$lock/pid" 2>/dev/null; } || true)
  if [ -n "$owner" ] && is_script "$owner"; then
    if [ "$patience" -eq 0 ]; then
      printf 'another act script (pid %s) is at work on this host\n' "$owner" >&2
      exit 75
    fi
    patience=$((patience - 1))
    sleep 1
  else
    rm -rf "$lock"
  fi
done
echo $$ >"$lock/pid"

heart() {
  trap '' PIPE
  while sleep 1 >/dev/null && kill -0 $$; do printf '${BEAT}\n' || break; done
  kill -s TERM -- -$$ || kill -s TERM $$
}
heart 2>/dev/null </dev/null &
heart=$!
trap 'kill "$heart" 2>/dev/null || :; rm -rf "$lock"; rmdir "$HOST_HOME" 2>/dev/null || :' EXIT
trap 'exit 129' HUP INT TERM PIPE

step() {
  number=$1
  shift
  printf '@@ %s start\n' "$number"
  set +e
  (set -e; "$@")
  code=$?
  set -e
  [ "$code" -eq 0 ] || { printf '@@ %s failed %s\n' "$number" "$code"; exit 70; }
  printf '@@ %s done\n' "$number"
}
`;

function deedLines(deed: Deed, index: number): string {
  if (deed.kind === "run") return `step ${index} ${commandLine(deed.argv)} </dev/null`;
  const put = `step ${index} put_file ${commandLine([deed.path, deed.mode])}`;
  const end = `end-${shortOf(digestOf(deed.text))}`;
  if (deed.text.endsWith("\n")) return `${put} <<'${end}'\n${deed.text}${end}`;
  return `head -c ${Buffer.byteLength(deed.text)} <<'${end}' | ${put}\n${deed.text}\n${end}`;
}

/** Exit 77: the host belongs to a pool that the script does not work for. */
const ownership = (owners: readonly string[]): string => String.raw`
ours=${quoted(` ${owners.join(" ")} `)}
for owner in $(sed -n 's/^pool //p' "$OWNER" 2>/dev/null); do
  case $ours in
    *" $owner "*) ;;
    *) printf 'this Mac belongs to the pool %s\n' "$owner" >&2; exit 77 ;;
  esac
done
`;

/** How a script behaves; absent: it works wherever it is run. */
export interface ActOptions {
  /** Pools that may own the host; on one of any other pool nothing is done. */
  readonly owners?: readonly string[];
  /** Seconds that it waits for another script. */
  readonly patience?: number;
}

/** Seconds: an orphan whose controller is gone needs about two to end. */
const PATIENCE = 15;

/** The script that does `deeds` in order, says `@@ N start|done|failed CODE` for each and stops at the first failure. */
export const renderActScript = (
  paths: Layout,
  deeds: readonly Deed[],
  { owners, patience = PATIENCE }: ActOptions = {},
): string =>
  [
    scriptHead(paths),
    "set -eu",
    variables(paths),
    ACT_LIBRARY.trim(),
    lock(patience).trim(),
    ...(owners ? [ownership(owners).trim()] : []),
    ...deeds.map(deedLines),
    "",
  ].join("\n");
