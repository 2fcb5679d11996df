/** Jobs of launchd. Codes and their meaning: `docs/launchd.md`. */
export const SERVICES = String.raw`
loaded() { launchctl print "system/$1" >/dev/null 2>&1; }

# await_gone LABEL: bootout returns before the job has ended.
await_gone() {
  tries=0
  while loaded "$1"; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || die "$1 is still loaded 60 s after bootout"
    sleep 0.2
  done
}

# stop_service LABEL: 3 and 113 mean it was not loaded, 36 that it is on its way out.
stop_service() {
  code=0
  launchctl bootout "system/$1" 2>/dev/null || code=$?
  case $code in 0 | 3 | 36 | 113) ;; *) die "launchctl bootout system/$1 ended with $code" ;; esac
  await_gone "$1"
}

# bootstrap_service LABEL PLIST: enable comes first; 5 and 37 may mean that the old job is still ending.
bootstrap_service() {
  launchctl enable "system/$1"
  for pause in 1 2 3 4 0; do
    code=0
    launchctl bootstrap system "$2" || code=$?
    [ "$code" -ne 0 ] || return 0
    case $code in 5 | 37) sleep "$pause" ;; *) break ;; esac
  done
  die "launchctl bootstrap system $2 ended with $code; see: log show --last 5m --predicate 'process == \"launchd\"'"
}

# pid_of LABEL: the program that runs now.
pid_of() { launchctl print "system/$1" 2>/dev/null | sed -n 's/^	pid = //p'; }

# await_end PID LABEL: until then the old program may answer in the place of the new one.
await_end() {
  tries=0
  while [ -n "$1" ] && kill -0 "$1" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 400 ] || die "$2 still runs as $1 80 s after it was told to end"
    sleep 0.2
  done
}

# start_service LABEL WANTED_PLIST PLIST: an unchanged plist is never registered again.
start_service() {
  plutil -lint -s "$2" || die "$2 is no property list"
  if cmp -s "$2" "$3" && loaded "$1"; then
    before=$(pid_of "$1")
    launchctl kickstart -k "system/$1" || die "launchctl kickstart -k system/$1 failed"
    await_end "$before" "$1"
  else
    stop_service "$1"
    cp "$2" "$3.next"
    chown root:wheel "$3.next"
    chmod 0644 "$3.next"
    rename "$3.next" "$3"
    bootstrap_service "$1" "$3"
  fi
  rm -f "$(dirname "$(dirname "$2")")/restart/$1"
}

# retire_service LABEL PLIST: it ends, and launchd does not find it again.
retire_service() {
  stop_service "$1"
  rm -f "$2"
}

# retire_family PREFIX: every job of ours whose label begins so.
retire_family() {
  for plist in "$LAUNCH_DAEMONS/$1".*.plist; do
    [ ! -f "$plist" ] || retire_service "$(basename "$plist" .plist)" "$plist"
  done
}

# retire_services: every job that a release brought.
retire_services() { retire_family com.espalier; }
`;
