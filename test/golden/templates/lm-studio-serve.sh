#!/bin/sh
set -u
studio=/opt/espalier/state/studio/.lmstudio
lms="$studio/bin/lms"
pid=
pid_file=/opt/espalier/state/studio/.lmstudio/espalier-pid
engine=/opt/espalier/releases/llmster/0123456789ab/llmster
release=llmster/0123456789ab
port=1234
context=8192
parallel=4
patience=60
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
all_loaded() { shows notes && shows index && true; }
trap 'take_down; exit 0' TERM INT
mkdir -p "$HOME"
if [ "$(cat "$studio/espalier-release" 2>/dev/null)" != "$release" ]; then
  LMS_BOOTSTRAP_INSTALL_SH=1 patiently 300 "$engine" bootstrap || true
  [ -x "$lms" ] || give_up "its bootstrap left no $lms"
  printf '%s\n' "$release" >"$studio/espalier-release"
fi
# 0.0.25 does not make it, and without it no model loads
mkdir -p "$studio/.internal/temp" "$studio/models/espalier"
find "$studio/models/espalier" -type l -exec rm {} +
place 0123456789ab /opt/espalier/snapshots/0123456789ab/notes
place ba9876543210 /opt/espalier/snapshots/ba9876543210/index
# what an earlier start or a stray lms has left runs other files
pid=$(daemon_pid)
[ -z "$pid" ] || take_down
patiently 60 "$lms" daemon up >/dev/null || true
pid=$(daemon_pid)
[ -n "$pid" ] || give_up "its daemon does not run"
printf '%s\n' "$pid" >"$pid_file"
patiently 60 "$lms" server start -p "$port" --bind 127.0.0.1 || true
greets || give_up "nothing greets on port $port"
select_runtime llama.cpp-mac-arm64-apple-metal-advsimd@2.5.1
load 0123456789ab notes
load_embedder ba9876543210 index
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
