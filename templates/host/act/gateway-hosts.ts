/** Which hosts a gateway sends new requests to. */
export const GATEWAY_HOSTS = `
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
`;
