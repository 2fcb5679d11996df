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
    DRAINED_SERVERS: paths.drainedServers,
    PROXY_SOCKET: paths.proxySocket,
    LAUNCH_DAEMONS: paths.launchDaemons,
    ETC: paths.etc,
    OWNER: paths.owner,
    ADMISSION: paths.admission,
    STANDBY: paths.standby,
  })
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join("\n");

/** Every second the script says that it lives; nobody tells a person. */
export const BEAT = "@@ beat";

/**
 * One act script per host at a time: it waits `patience` seconds for another one, and a lock whose owner is gone, or is
 * something else after a restart of the host, is taken over. Subtleness ahead: macOS has no `flock`, and two may find the same dead
 * owner. So the lock is a folder that is never there without the name of its owner: it comes by a rename, of which one of two
 * succeeds, for a folder that is not empty is not replaced; and it is taken over by renaming the dead owner's own file, which
 * is there once. Nobody removes what is not theirs. When nobody hears the beat any more, the controller is
 * gone: the script ends with all it has started (it leads its own group), and whoever comes next finds the host free.
 */
const lock = (patience: number): string => String.raw`
lock="$HOST_HOME/act.lock"
patience=${patience}
mine="$HOST_HOME/act.lock.$$"
is_script() { ps -o command= -p "$1" 2>/dev/null | grep -q espalier-act; }
claim() { mkdir -p "$mine" && : >"$mine/owner.$$" && perl -e 'exit !rename $ARGV[0], $ARGV[1]' "$mine" "$lock"; }
owner_of() { ls "$lock" 2>/dev/null | sed -n 's/^owner\.\([0-9]*\)$/\1/p'; }
take_over() { mv "$lock/owner.$1" "$lock/owner.$$" 2>/dev/null; }
until claim; do
  owner=$(owner_of)
  [ "$owner" != $$ ] || break
  if [ -n "$owner" ] && ! is_script "$owner"; then
    take_over "$owner" && break
  elif [ "$patience" -eq 0 ]; then
    rm -rf "$mine"
    rmdir "$HOST_HOME" 2>/dev/null || :
    [ -n "$owner" ] || owner=unknown
    printf 'another act script (pid %s) is at work on this host\n' "$owner" >&2
    exit 75
  else
    patience=$((patience - 1))
    # An older Espalier wrote its pid there: without it the folder is empty, and free.
    [ -n "$owner" ] || is_script "$(cat "$lock/pid" 2>/dev/null)" || rm -f "$lock/pid"
    sleep 1
  fi
done
rm -rf "$mine"

heart() {
  trap '' PIPE
  while sleep 1 >/dev/null && kill -0 $$; do printf '${BEAT}\n' || break; done
  kill -s TERM -- -$$ || kill -s TERM $$
}
heart 2>/dev/null </dev/null &
heart=$!
trap 'kill "$heart" 2>/dev/null || :; rm -f "$lock/owner.$$"; rmdir "$lock" "$HOST_HOME" 2>/dev/null || :' EXIT
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
