import type { LmStudioEngine } from "../src/model/engine.ts";
import { type EngineJobWish, engineProgram } from "./engine-job.ts";
import { quoted } from "./host/quote.ts";

/** A model as LM Studio shall serve it. */
export interface LmStudioModel {
  /** `publisher/name`: the folder below its models. */
  readonly repository: string;
  /** The directory with its files. */
  readonly snapshot: string;
  /** The name that clients write. */
  readonly identifier: string;
}

export interface LmStudioWish extends EngineJobWish<LmStudioEngine> {
  /** Names the bytes of the engine: another one is installed anew. */
  readonly release: string;
  readonly models: readonly LmStudioModel[];
}

const INSTALL = String.raw`
mkdir -p "$HOME"
if [ "$(cat "$studio/espalier-release" 2>/dev/null)" != "$release" ]; then
  LMS_BOOTSTRAP_INSTALL_SH=1 within 300 "$engine" bootstrap || true
  [ -x "$lms" ] || give_up "its bootstrap left no $lms"
  printf '%s\n' "$release" >"$studio/espalier-release"
fi
# 0.0.25 does not make it, and without it no model loads
mkdir -p "$studio/.internal/temp"
`;

const START = `
within 60 "$lms" daemon up >/dev/null || true
within 20 "$lms" daemon status --json | grep -q '"status":"running"' || give_up "its daemon does not run"
within 60 "$lms" server start -p "$port" --bind 127.0.0.1 || true
greets || give_up "nothing greets on port $port"
`;

const WATCH = `
misses=0
while [ "$misses" -lt 3 ]; do
  sleep 10 &
  wait "$!" || true
  if greets && all_loaded; then misses=0; else misses=$((misses + 1)); fi
done
give_up "it did not greet, or missed a model, three times in a row"
`;

const FUNCTIONS = String.raw`
# within SECONDS COMMAND...: lms may hang
within() { perl -e 'alarm shift; exec @ARGV' "$@"; }
greets() { curl -fsS -m 3 "http://127.0.0.1:$port/lmstudio-greeting" 2>/dev/null | grep -q '"lmstudio":true'; }
take_down() {
  within 20 "$lms" server stop >/dev/null 2>&1 || true
  within 20 "$lms" daemon down >/dev/null 2>&1 || true
}
give_up() {
  printf 'lm-studio: %s\n' "$1" >&2
  take_down
  exit 1
}
# place PUBLISHER/NAME DIRECTORY: let LM Studio see a model
place() {
  mkdir -p "$studio/models/$(dirname "$1")"
  ln -sfn "$2" "$studio/models/$1"
}
# shows NAME: ps says idle of a model that still loads, and the exit codes lie
shows() { within 20 "$lms" ps --json | grep -q "\"identifier\":\"$1\""; }
# load PUBLISHER/NAME IDENTIFIER: done when it has generated a token
load() {
  shows "$2" || within "$patience" "$lms" load "$1" --identifier "$2" -c "$context" --parallel "$parallel" --gpu max -y || true
  shows "$2" || give_up "$1 is not loaded as $2"
  curl -fsS -m "$patience" -o /dev/null -d "{\"model\":\"$2\",\"prompt\":\"ping\",\"max_tokens\":1}" \
    -H 'content-type: application/json' "http://127.0.0.1:$port/v1/completions" || give_up "$2 generates no token"
}
has_runtime() { within 20 "$lms" runtime ls | grep -qF "$1" || give_up "runtime $1 is not there: see lms runtime ls"; }
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
    setting("studio", `${layout.state}/${engine.name}/.lmstudio`),
    'lms="$studio/bin/lms"',
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
    ...models.map(({ repository, snapshot }) => `place ${quoted(repository)} ${quoted(snapshot)}`),
    START.trim(),
    ...engine.runtimes.map((runtime) => `has_runtime ${quoted(runtime)}`),
    ...models.map(
      ({ repository, identifier }) => `load ${quoted(repository.toLowerCase())} ${quoted(identifier)}`,
    ),
    WATCH.trim(),
    "",
  ].join("\n");
}
