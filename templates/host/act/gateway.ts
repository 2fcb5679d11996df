/** The gateway of a pool: it is never stopped to be changed. */
export const GATEWAY = String.raw`
# activate_gateway RELEASE LABEL PROGRAM PROBE: flip the link, and owe LABEL a start; HAProxy reads all of it before.
activate_gateway() {
  said=$("$1/proxy/$3" -c -f "$4" -f "$1/haproxy.cfg" 2>&1) ||
    die "HAProxy refuses the configuration: $(printf '%s\n' "$said" | grep -v NOTICE | head -n 3 | tr '\n' ' ')"
  owe_start "$1" "$2"
  link_to "$1" "$CURRENT"
  fit_admission "$1"
}

# worker: the pid of the worker that serves; nothing when none does.
worker() { tell_proxy 'show info' | sed -n 's/^Pid: //p'; }

# reload_gateway LABEL WANTED_PLIST PLIST: a new worker takes over the sockets, the old one ends its streams. The program
# is looked up again through the link, so a new build takes over like a new configuration.
reload_gateway() {
  remember_hosts
  before=$(worker)
  if [ -z "$before" ] || ! cmp -s "$2" "$3" || ! loaded "$1"; then
    start_service "$@"
    await_worker "" "$1"
    return 0
  fi
  launchctl kill SIGUSR2 "system/$1" || die "launchctl kill SIGUSR2 system/$1 failed"
  await_worker "$before" "$1"
  rm -f "$(dirname "$(dirname "$2")")/restart/$1"
}

# await_worker BEFORE LABEL: another worker serves. It may have read which hosts are drained before the last word, so it is told.
await_worker() {
  end=$(($(date +%s) + 30))
  while now=$(worker); [ -z "$now" ] || [ "$now" = "$1" ]; do
    [ "$(date +%s)" -lt "$end" ] || die "no new worker of $2 within 30 s; what served before serves on"
    sleep 0.2
  done
  tell_servers ""
}

# group_hosts GROUP: HOST STATE CHECK of each host, as the gateway knows it; DRAIN where somebody said so, whatever its probe came to.
group_hosts() {
  tell_proxy 'show stat' | awk -F, -v group="$1" '$1 == group && $2 != "BACKEND" { print $2, $18, $37 }' |
    while read -r host state; do
      [ "$(word_of "$host")" = ready ] || state=DRAIN
      echo "$host $state"
    done
}

# await_hosts SECONDS GROUP...: each group has a host that generated a token for the gateway, or that somebody drained.
await_hosts() {
  end=$(($(date +%s) + $1))
  shift
  for group; do
    until group_hosts "$group" | grep -Eq '^[^ ]* (UP.* L7OK|DRAIN.*)$'; do
      [ "$(date +%s)" -lt "$end" ] || die "no host answers for $group: $(group_hosts "$group" | paste -sd , - | sed 's/,/, /g')"
      sleep 0.3
    done
  done
}

# retire_gateway LABEL PLIST SOCKET SECONDS: it takes no new client, its streams may end, then it goes.
retire_gateway() {
  (PROXY_SOCKET=$3; close_gateway "$4")
  retire_service "$1" "$2"
}

# close_gateway SECONDS
close_gateway() {
  tell_proxy 'shutdown frontend pool' >/dev/null
  end=$(($(date +%s) + $1))
  while [ "$(through)" -gt 0 ] && [ "$(date +%s)" -lt "$end" ]; do sleep 0.2; done
}

# through: requests on their way through the gateway.
through() { tell_proxy 'show stat' | awk -F, '$1 ~ /^(model|kept)-/ && $2 != "BACKEND" { sum += $5 } END { print sum + 0 }'; }
`;
