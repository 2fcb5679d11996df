PATH=/usr/bin:/bin:/usr/sbin:/sbin
export PATH
LC_ALL=C
export LC_ALL
umask 022
set -eu
PROXY_SOCKET=/opt/espalier/run/haproxy.sock
DRAINED=/opt/espalier/state/drained
within() { perl -e 'alarm shift; exec @ARGV' "$@"; }

# tell_proxy COMMAND: one line to HAProxy's stats socket; silent when no proxy runs. One that hangs counts as none: a
# restart mends it, so nothing may wait for it.
tell_proxy() {
  [ -S "$PROXY_SOCKET" ] || return 0
  printf '%s\n' "$1" | within 5 nc -U "$PROXY_SOCKET" 2>/dev/null || return 0
}

# proxy_word TEXT: one word of a command; the proxy splits at blanks.
proxy_word() { printf '%s' "$1" | sed 's/[\\ ]/\\&/g'; }

streams() { tell_proxy 'show stat' | awk -F, '$2 == "engine" { sum += $5 } END { print sum + 0 }'; }

# close_doors KEY...: refuse new requests, but for those with one of these key ids, now and after any restart. A host that was
# cleaned has no doors.
close_doors() {
  [ -d "$(dirname "$DRAIN_MAP")" ] || return 0
  { echo 'all yes' && for key; do printf 'key:%s open\n' "$key"; done; } | renew "$DRAIN_MAP"
  map=$(proxy_word "$DRAIN_MAP")
  for key; do
    tell_proxy "del map $map key:$key" >/dev/null
    tell_proxy "add map $map key:$key open" >/dev/null
  done
  tell_proxy "set map $map all yes" >/dev/null
}

# run_dry SECONDS KEY...: close the doors and wait for the running streams to end; $left of them do not.
run_dry() {
  end=$(($(date +%s) + $1))
  shift
  close_doors "$@"
  while left=$(streams) && [ "$left" -gt 0 ] && [ "$(date +%s)" -lt "$end" ]; do sleep 0.2; done
}

# say_left SECONDS ONE MANY: what becomes of the streams that did not end.
say_left() {
  case $left in
    0) ;;
    1) say "1 stream still runs after $1 s$2" ;;
    *) say "$left streams still run after $1 s$3" ;;
  esac
}

# drain SECONDS KEY...: what still runs then goes on.
drain() {
  run_dry "$@"
  say_left "$1" '; a restart would cut it' '; a restart would cut them'
}

# drain_or_cut SECONDS KEY...: what still runs then is cut by what follows.
drain_or_cut() {
  run_dry "$@"
  say_left "$1" ' and will be cut' ' and will be cut'
}

# hold WHY: the doors are closed by somebody's word; no way back opens them.
hold() {
  printf '%s\n' "$1" | renew "$(dirname "$DRAIN_MAP")/held"
}

undrain() {
  rm -f "$(dirname "$DRAIN_MAP")/held"
  echo 'all no' | renew "$DRAIN_MAP"
  map=$(proxy_word "$DRAIN_MAP")
  tell_proxy "clear map $map" >/dev/null
  tell_proxy "add map $map all no" >/dev/null
}
# gateway_host HOST WORD: drain: no new request goes there, what runs goes on; ready: the next one may. A mark keeps the
# word for the next worker.
gateway_host() {
  mkdir -p "$DRAINED"
  if [ "$2" = drain ]; then : >"$DRAINED/$1"; else rm -f "$DRAINED/$1"; fi
  tell_host "$1" "$2"
}

# tell_host HOST WORD: backends that follow another one are told by it.
tell_host() {
  tell_proxy 'show stat' | awk -F, -v host="$1" '$2 == host && $1 ~ /^model-/ { print $1 "/" $2 }' |
    while read -r server; do tell_proxy "set server $server state $2" >/dev/null; done
}

# retell_hosts: a new worker knows nothing of the words before it.
retell_hosts() {
  for mark in "$DRAINED"/*; do
    [ ! -f "$mark" ] || tell_host "$(basename "$mark")" drain
  done
}
gateway_host mac-01 ready
# probes_of HOST: one line for each model that is asked of it: the backend, UP or another state, and what the last probe came to.
probes_of() {
  tell_proxy 'show stat' | awk -F, -v host="$1" '
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
    $2 == host && $1 ~ /^model-/ {
      code = $column["check_code"]
      print $1, $column["status"], "(" $column["check_desc"] (code == "" ? "" : " " code) ")"
    }'
}

# await_probes HOST SECONDS: until the probes have what they ask for. Prints which still fail then, absent where the gateway has
# no such host, and nothing when all is well.
await_probes() {
  end=$(($(date +%s) + $2))
  while :; do
    failing=$(probes_of "$1" | awk '$2 !~ /^UP/ { print } END { if (NR == 0) print "absent" }')
    case $failing in '' | absent) break ;; esac
    [ "$(date +%s)" -lt "$end" ] || break
    sleep 0.5
  done
  echo "$failing"
}
await_probes mac-01 15