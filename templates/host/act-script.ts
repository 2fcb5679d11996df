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
    CURRENT: paths.current,
    DRAIN_MAP: paths.drainMap,
    PROXY_SOCKET: paths.proxySocket,
    LAUNCH_DAEMONS: paths.launchDaemons,
  })
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join("\n");

/** One act script per host at a time; a lock whose owner is gone is taken over. */
const LOCK = String.raw`
mkdir -p "$HOST_HOME"
lock="$HOST_HOME/act.lock"
until mkdir "$lock" 2>/dev/null; do
  owner=$(cat "$lock/pid" 2>/dev/null || { sleep 1; cat "$lock/pid" 2>/dev/null; } || true)
  if [ -n "$owner" ] && kill -0 "$owner" 2>/dev/null; then
    printf 'another act script (pid %s) is at work on this host; try again when it has ended\n' "$owner" >&2
    exit 75
  fi
  rm -rf "$lock"
done
echo $$ >"$lock/pid"
trap 'rm -rf "$lock"' EXIT
trap 'exit 129' HUP INT TERM

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
  const text = deed.text.endsWith("\n") ? deed.text : `${deed.text}\n`;
  const end = `end-${shortOf(digestOf(text))}`;
  return `step ${index} put_file ${commandLine([deed.path, deed.mode])} <<'${end}'\n${text}${end}`;
}

/** The script that does `deeds` in order, says `@@ N start|done|failed CODE` for each and stops at the first failure. */
export const renderActScript = (paths: Layout, deeds: readonly Deed[]): string =>
  [
    scriptHead(paths),
    "set -eu",
    variables(paths),
    ACT_LIBRARY.trim(),
    LOCK.trim(),
    ...deeds.map(deedLines),
    "",
  ].join("\n");
