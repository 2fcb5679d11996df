import type { LmStudioEngine } from "../src/model/engine.ts";
import type { Layout } from "../src/model/layout.ts";
import { type EngineJobWish, engineProgram } from "./engine-job.ts";
import { quoted } from "./host/quote.ts";

/** A model as LM Studio shall serve it. */
export interface LmStudioModel {
  /** The directory with its files. */
  readonly snapshot: string;
  /** Names its bytes, and is no name that clients write. */
  readonly folder: string;
  /** The name that clients write. */
  readonly identifier: string;
  /** It gives vectors and generates nothing. */
  readonly embeds: boolean;
}

export interface LmStudioWish extends EngineJobWish<LmStudioEngine> {
  readonly models: readonly LmStudioModel[];
}

const home = (layout: Layout, engine: string): string => `${layout.state}/${engine}/.lmstudio`;

/** Where the wrapper writes the pid of the daemon. */
export const lmStudioPid = (layout: Layout, engine: string): string => `${home(layout, engine)}/espalier-pid`;

const INSTALL = String.raw`
mkdir -p "$HOME"
if [ "$(cat "$studio/espalier-release" 2>/dev/null)" != "$release" ]; then
  LMS_BOOTSTRAP_INSTALL_SH=1 patiently 300 "$engine" bootstrap || true
  [ -x "$lms" ] || give_up "its bootstrap left no $lms"
  printf '%s\n' "$release" >"$studio/espalier-release"
fi
# 0.0.25 does not make it, and without it no model loads
mkdir -p "$studio/.internal/temp" "$studio/models/espalier"
find "$studio/models/espalier" -type l -exec rm {} +
`;

const START = `
# what an earlier start or a stray lms has left runs other files
pid=$(daemon_pid)
[ -z "$pid" ] || take_down
patiently 60 "$lms" daemon up >/dev/null || true
pid=$(daemon_pid)
[ -n "$pid" ] || give_up "its daemon does not run"
printf '%s\\n' "$pid" >"$pid_file"
patiently 60 "$lms" server start -p "$port" --bind 127.0.0.1 || true
greets || give_up "nothing greets on port $port"
`;

const WATCH = `
misses=0 looks=0
while alive; do
  sleep 2 &
  wait "$!" || true
  looks=$((looks + 1))
  [ $((looks % 5)) -eq 0 ] || continue
  if greets && all_loaded; then misses=0; else misses=$((misses + 1)); fi
  [ "$misses" -lt 3 ] || give_up "it did not greet, or missed a model, three times in a row"
done
give_up "its daemon has ended"
`;

const FUNCTIONS = String.raw`
# within SECONDS COMMAND...: lms may hang
within() { perl -e 'alarm shift; exec @ARGV' "$@"; }
# patiently SECONDS COMMAND...: the same, and launchd's SIGTERM is heard meanwhile
patiently() {
  within "$@" &
  wait "$!"
}
# daemon_pid: it has left the program that started it, so launchd does not know it
daemon_pid() {
  said=$(within 20 "$lms" daemon status --json | tr -d ' \n')
  case $said in *'"status":"running"'*) printf '%s\n' "$said" | sed -n 's/.*"pid":\([0-9][0-9]*\).*/\1/p' ;; esac
}
alive() { [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; }
greets() { curl -fsS -m 3 "http://127.0.0.1:$port/lmstudio-greeting" 2>/dev/null | grep -q '"lmstudio":true'; }
# take_down: down says 0 of what goes on, so the daemon gets five seconds and is killed then
take_down() {
  within 20 "$lms" daemon down >/dev/null 2>&1 || true
  for pause in 0 1 1 1 1 1; do
    sleep "$pause"
    alive || return 0
  done
  kill -9 "$pid"
}
give_up() {
  printf 'lm-studio: %s\n' "$1" >&2
  take_down
  exit 1
}
# place FOLDER DIRECTORY: LM Studio calls a model by its folder, and a request that does loads it with other sizes
place() { ln -sfn "$2" "$studio/models/espalier/$1"; }
# shows NAME: ps says idle of a model that still loads, and the exit codes lie
shows() { within 20 "$lms" ps --json | tr -d ' \n' | grep -qF "\"identifier\":\"$1\""; }
# bring FOLDER NAME FLAG...: into memory under its name
bring() {
  folder=$1 name=$2
  shift 2
  patiently "$patience" "$lms" load "espalier/$folder" --identifier "$name" -c "$context" "$@" --gpu max -y || true
  shows "$name" || give_up "$name is not loaded"
}
# answer PAGE BODY: without blanks
answer() {
  curl -fsS -m "$patience" -d "$2" -H 'content-type: application/json' "http://127.0.0.1:$port$1" | tr -d ' \n'
}
# load FOLDER NAME: done when it has generated a token
load() {
  bring "$1" "$2" --parallel "$parallel"
  case $(answer /v1/completions "{\"model\":\"$2\",\"prompt\":\"ping\",\"max_tokens\":1}") in
    *'"choices"'*) ;;
    *) give_up "$2 generates no token" ;;
  esac
}
# is_generator NAME: what it embeds with is known by its architecture alone; others get vectors that mean nothing, or none
is_generator() { within 20 "$lms" ps --json | tr -d ' \n' | tr '{' '\n' | grep -F "\"identifier\":\"$1\"" | grep -qF '"type":"llm"'; }
# load_embedder FOLDER NAME: done when it has given a vector
load_embedder() {
  bring "$1" "$2"
  ! is_generator "$2" || give_up "LM Studio takes $2 for a model that generates (lms ps: type llm): serve it with llama-server or Ollama"
  case $(answer /v1/embeddings "{\"model\":\"$2\",\"input\":\"ping\"}") in
    *'"embedding":['[-0-9]*) ;;
    *) give_up "$2 gives no vector" ;;
  esac
}
# runs_on RUNTIME: an update brings another one and selects it
runs_on() { within 20 "$lms" runtime ls 2>&1 | grep -F "$1" | grep -q '✓'; }
select_runtime() {
  runs_on "$1" || within 60 "$lms" runtime select "$1" || true
  runs_on "$1" || give_up "runtime $1 is not selected: see lms runtime ls"
}
`;

const setting = (name: string, value: string | number): string => `${name}=${quoted(String(value))}`;

/**
 * The wrapper that launchd runs in the place of LM Studio, whose service leaves the program that started it. Everything
 * is checked by its effect: exit codes of `lms` say 0 of what failed, and a call may hang. POSIX sh.
 */
export function lmStudioWrapper(wish: LmStudioWish): string {
  const { engine, port, layout, models } = wish;
  const identifiers = models.map(({ identifier }) => `shows ${quoted(identifier)}`);
  return [
    "#!/bin/sh",
    "set -u",
    setting("studio", home(layout, engine.name)),
    'lms="$studio/bin/lms"',
    "pid=",
    setting("pid_file", lmStudioPid(layout, engine.name)),
    setting("engine", engineProgram(wish)),
    setting("release", wish.release),
    setting("port", port),
    setting("context", engine.contextLength),
    setting("parallel", engine.parallel),
    setting("patience", Math.ceil(engine.healthDeadline / 1000)),
    FUNCTIONS.trim(),
    `all_loaded() { ${[...identifiers, "true"].join(" && ")}; }`,
    "trap 'take_down; exit 0' TERM INT",
    INSTALL.trim(),
    ...models.map(({ folder, snapshot }) => `place ${quoted(folder)} ${quoted(snapshot)}`),
    START.trim(),
    ...engine.runtimes.map((runtime) => `select_runtime ${quoted(runtime)}`),
    ...models.map(
      ({ folder, identifier, embeds }) =>
        `${embeds ? "load_embedder" : "load"} ${quoted(folder)} ${quoted(identifier)}`,
    ),
    WATCH.trim(),
    "",
  ].join("\n");
}
