/** Which hosts a gateway sends new requests to. */
export const GATEWAY_HOSTS = `
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
`;
