/** Releases: a flip of one link, and the jobs that are owed a start. */
export const RELEASES = `
# owe_start RELEASE LABEL: until its job is started, RELEASE remembers that it runs what another release started.
owe_start() {
  mkdir -p "$1/restart"
  : >"$1/restart/$2"
}

# activate RELEASE LABEL...: flip the link, and let in the lanes of RELEASE; the services still run what they ran, and each LABEL is owed a start.
activate() {
  release=$1
  shift
  restore_manifests "$release"
  for label; do owe_start "$release" "$label"; done
  link_to "$release" "$CURRENT"
  fit_admission "$release"
}

# runs_already RELEASE ENGINE: it was not touched while its standby served, and its property list tells all that it is.
runs_already() {
  label=com.espalier.$2
  stands_in "$2" && [ ! -e "$1/restart/$label" ] && loaded "$label" && cmp -s "$1/launchd/$label.plist" "$LAUNCH_DAEMONS/$label.plist"
}

# activate_whole RELEASE: the same, every engine serves itself, and every job of RELEASE is owed a start that does not run already.
activate_whole() {
  for plist in "$1"/launchd/*.plist; do
    label=$(basename "$plist" .plist)
    runs_already "$1" "$(engine_of "$label")" || owe_start "$1" "$label"
  done
  activate "$1"
  for setup in "$STANDBY"/*.cfg; do
    [ ! -f "$setup" ] || serve_by_engine "$(basename "$setup" .cfg)"
  done
}

# start_release RELEASE: run exactly the jobs of this release; those that it owes a start begin anew.
start_release() {
  for plist in "$LAUNCH_DAEMONS"/com.espalier.*.plist; do
    [ -f "$plist" ] && [ ! -f "$1/launchd/$(basename "$plist")" ] || continue
    retire_service "$(basename "$plist" .plist)" "$plist"
  done
  for owed in "$1"/restart/*; do
    [ -e "$owed" ] || continue
    label=$(basename "$owed")
    start_service "$label" "$1/launchd/$label.plist" "$LAUNCH_DAEMONS/$label.plist"
  done
}
`;
