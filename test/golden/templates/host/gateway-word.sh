PATH=/usr/bin:/bin:/usr/sbin:/sbin
export PATH
LC_ALL=C
export LC_ALL
umask 022
set -eu
PROXY_SOCKET=/opt/espalier/run/haproxy.sock
CURRENT=/opt/espalier/current
DRAINED=/opt/espalier/state/drained
DRAINED_SERVERS=/opt/espalier/state/drained.servers
say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }
sha256_of() { shasum -a 256 "$1" | cut -d ' ' -f 1; }

# rename(2) itself: mv would move into a directory that a symlink names.
rename() { perl -e 'rename($ARGV[0], $ARGV[1]) or die "rename $ARGV[0] to $ARGV[1]: $!\n"' "$1" "$2"; }

# link_to TARGET LINK: point LINK at TARGET in one atomic move.
link_to() {
  [ "$(readlink "$2" 2>/dev/null)" = "$1" ] && return 0
  rm -f "$2.next"
  ln -s "$1" "$2.next"
  rename "$2.next" "$2"
}

# write_new FILE: stdin becomes a new file: never through a link, nor into a file, that lies there already.
write_new() { rm -f "$1" && (set -C; cat >"$1"); }

# renew FILE: stdin becomes it, all of it or nothing. No mode is set by name: the folder may be one where others write.
renew() { write_new "$1.next" && rename "$1.next" "$1"; }

# put_file PATH MODE: the same with a mode, in a folder that is made where it is missing.
put_file() {
  mkdir -p "$(dirname "$1")"
  write_new "$1.next"
  chmod "$2" "$1.next"
  rename "$1.next" "$1"
}

# ensure_directory PATH OWNER MODE: a link that somebody else laid there is no directory of ours.
ensure_directory() {
  [ ! -L "$1" ] || [ -n "$(find "$1" -prune -user root)" ] || rm -f "$1"
  mkdir -p "$1"
  chown "$2" "$1"
  chmod "$3" "$1"
}

# forget PATH: remove a link or directory of ours.
forget() { rm -rf "$1"; }

# forget_home: remove everything but the lock that this script holds.
forget_home() { find "$HOST_HOME" -mindepth 1 -maxdepth 1 ! -name act.lock -exec rm -rf {} +; }
within() { perl -e 'alarm shift; exec @ARGV' "$@"; }

# tell_proxy COMMAND: one line to HAProxy's stats socket; silent when no proxy runs. One that hangs counts as none: a
# restart mends it, so nothing may wait for it.
tell_proxy() {
  [ -S "$PROXY_SOCKET" ] || return 0
  printf '%s\n' "$1" | within 5 nc -U "$PROXY_SOCKET" 2>/dev/null || return 0
}

# proxy_word TEXT: one word of a command; the proxy splits at blanks.
proxy_word() { printf '%s' "$1" | sed 's/[\\ ]/\\&/g'; }

streams() { tell_proxy 'show stat' | awk -F, '$2 == "engine" || $2 == "standby" { sum += $5 } END { print sum + 0 }'; }

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
# gateway_host HOST WORD: drain: no new request goes there, what runs goes on; ready: the next one may. The mark is the word;
# the proxy that runs, and any that starts, follows it.
gateway_host() {
  mkdir -p "$DRAINED"
  if [ "$2" = drain ]; then : >"$DRAINED/$1"; else rm -f "$DRAINED/$1"; fi
  remember_hosts
  await_proxy 5
  tell_servers "$1"
}

# await_proxy SECONDS: one that is starting may have read the file before the last word, and has to hear it; one that is down
# will read it.
await_proxy() {
  end=$(($(date +%s) + $1))
  while [ -S "$PROXY_SOCKET" ] && [ -z "$(tell_proxy 'show info')" ] && [ "$(date +%s)" -lt "$end" ]; do sleep 0.2; done
}

# word_of HOST: what its mark stands for.
word_of() { if [ -f "$DRAINED/$1" ]; then echo drain; else echo ready; fi; }

# remember_hosts: a proxy that starts finds the marks in the file that it reads. Written until the two agree: whoever gave
# another word meanwhile may have been overtaken.
remember_hosts() {
  [ -f "$CURRENT/haproxy.cfg" ] || return 0
  until drained_servers | cmp -s - "$DRAINED_SERVERS"; do
    drained_servers | write_new "$DRAINED_SERVERS.$$" || die "$DRAINED_SERVERS cannot be written"
    rename "$DRAINED_SERVERS.$$" "$DRAINED_SERVERS" || die "$DRAINED_SERVERS cannot be renewed"
  done
}

# drained_servers: the marks as HAProxy's server-state file, version 1. Each such server is down until its probe finds it well (0),
# and drained by force (8); it keeps the weight of its configuration. Addresses are not taken from such a file, but ports are.
drained_servers() {
  echo 1
  awk '
    $1 == "backend" { group = $2 }
    $1 == "server" && group ~ /^model-/ { port = $3; sub(/.*:/, "", port); print group, $2, port }
  ' "$CURRENT/haproxy.cfg" | while read -r group host port; do
    [ "$(word_of "$host")" = ready ] || echo "0 $group 0 $host - 0 8 1 1 0 1 0 0 6 0 0 0 - $port -"
  done
}

# tell_servers HOST: the proxy that runs hears what the mark of each of its servers stands for, of all hosts when HOST is empty,
# and hears it again when that changed meanwhile. Backends that follow another one are told by it.
tell_servers() {
  tell_proxy 'show stat' |
    awk -F, -v host="$1" '$1 ~ /^model-/ && $2 != "BACKEND" && (host == "" || $2 == host) { print $2, $1 "/" $2 }' |
    while read -r host server; do
      until
        word=$(word_of "$host")
        tell_proxy "set server $server state $word" >/dev/null
        [ "$word" = "$(word_of "$host")" ]
      do :; done
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