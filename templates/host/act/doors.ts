import { WITHIN } from "../environment.ts";

/** The doors of the proxy: who is let in. */
export const DOORS = String.raw`
${WITHIN}

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
`;
