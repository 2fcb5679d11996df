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

# activate_whole RELEASE: the same, and every job of RELEASE is owed a start.
activate_whole() {
  for plist in "$1"/launchd/*.plist; do owe_start "$1" "$(basename "$plist" .plist)"; done
  activate "$1"
}

# start_release RELEASE: run exactly the jobs of this release.
start_release() {
  for plist in "$LAUNCH_DAEMONS"/com.espalier.*.plist; do
    [ -f "$plist" ] && [ ! -f "$1/launchd/$(basename "$plist")" ] || continue
    retire_service "$(basename "$plist" .plist)" "$plist"
  done
  for plist in "$1"/launchd/*.plist; do
    start_service "$(basename "$plist" .plist)" "$plist" "$LAUNCH_DAEMONS/$(basename "$plist")"
  done
}
`;
