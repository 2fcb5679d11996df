/** The standby of an engine: where its successor starts while it serves, and serves until it has started anew itself. */
export const STANDBY = String.raw`
# start_standby RELEASE LABEL: its job beside the one that serves. The tags of RELEASE come first; none of them moves, or it would not be asked.
start_standby() {
  restore_manifests "$1"
  start_service "$2" "$1/standby/$2.plist" "$LAUNCH_DAEMONS/$2.plist"
}

# engine_of LABEL: the engine that a job runs.
engine_of() { printf '%s' "$1" | sed 's/^com\.espalier\.//'; }

# stands_in ENGINE: its standby serves, also after a restart of the proxy.
stands_in() { [ -f "$STANDBY/$1.cfg" ]; }

# side_state ENGINE SIDE: how the running proxy has it; nothing when none runs.
side_state() { tell_proxy 'show stat' | awk -F, -v group="engine-$1" -v side="$2" '$1 == group && $2 == side { print $18 }'; }

# tell_side ENGINE NOW BEFORE: new requests go to NOW, those under way end where they are. A proxy that knows no NOW is about to start anew.
tell_side() {
  [ -n "$(side_state "$1" "$2")" ] || return 0
  tell_proxy "set server engine-$1/$2 state ready" >/dev/null
  tell_proxy "set server engine-$1/$3 state maint" >/dev/null
}

# await_side ENGINE SIDE SECONDS: the running proxy sends requests there.
await_side() {
  end=$(($(date +%s) + $3))
  while state=$(side_state "$1" "$2"); case $state in UP*) false ;; esac; do
    [ "$(date +%s)" -lt "$end" ] || die "the proxy does not send requests to the $2 of $1 (it says: $state)"
    sleep 0.2
  done
}

# serve_by_standby ENGINE...: the proxy hears of it before it is written down. Cut short in between, a host has its engine again when the proxy starts.
serve_by_standby() {
  for engine; do
    tell_side "$engine" standby engine
    word=$(printf '%s' "$engine" | tr - _)
    printf 'global\n    setenv ESPALIER_ENGINE_%s disabled\n    setenv ESPALIER_STANDBY_%s enabled\n' "$word" "$word" |
      put_file "$STANDBY/$engine.cfg" 0644
  done
}

# serve_by_engine ENGINE: the engine itself serves again.
serve_by_engine() {
  rm -f "$STANDBY/$1.cfg"
  tell_side "$1" engine standby
}

# standby_streams ENGINE: what still runs on its standby.
standby_streams() { tell_proxy 'show stat' | awk -F, -v group="engine-$1" '$1 == group && $2 == "standby" { sum += $5 } END { print sum + 0 }'; }

# standby_is_idle ENGINE SECONDS: the engine serves, and what ran on its standby has ended, or had its time.
standby_is_idle() {
  serve_by_engine "$1"
  end=$(($(date +%s) + $2))
  while left=$(standby_streams "$1") && [ "$left" -gt 0 ] && [ "$(date +%s)" -lt "$end" ]; do sleep 0.2; done
  say_left "$2" ' and will be cut' ' and will be cut'
}

# end_standby ENGINE SECONDS: and then it goes.
end_standby() {
  standby_is_idle "$@"
  retire_service "com.espalier.$1.standby" "$LAUNCH_DAEMONS/com.espalier.$1.standby.plist"
}
`;
